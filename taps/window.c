/* window.c
 * Tools › Handshakes: a window with the picture of a connection, that of the selected frame first,
 * and buttons for what one does with it. It follows the capture while that grows or changes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "taps.h"

#include <errno.h>
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include <epan/funnel.h>
#include <epan/packet.h>
#include <epan/plugin_if.h>
#include <epan/tap.h>
#include <wsutil/report_message.h>

#include "dissect/ws-compat.h"
#include "packet-hsviz.h"
#include "cli/picture.h"
#include "cli/target.h"
#include "model/connection/view.h"

#define TITLE "Handshakes"

/* One window that is open. */
struct window {
    funnel_text_window_t *handle;
    uint32_t stream; /* shown, or to be shown once it is there */
    enum hsviz_view view;
    char *page;   /* as shown now */
    char *folder; /* of files that a browser was given; NULL: none yet */
};

static GSList *windows;

/* ---- Which connection ---- */

static void *frame_number(frame_data *frame, void *number)
{
    *(uint32_t *)number = frame->num;
    return NULL;
}

/* The connection of the frame that is selected; NULL where none is, or one without TCP. */
static const struct hsviz_connection *selected(void)
{
    uint32_t frame = 0;

    plugin_if_get_frame_data(frame_number, &frame);
    return hsviz_connection_of_frame(frame);
}

static const struct hsviz_connection *at(size_t stream)
{
    return stream < hsviz_num_connections() ? hsviz_connection_at(stream) : NULL;
}

/* The nearest connection after stream, or before it; NULL where there is none. */
static const struct hsviz_connection *after(size_t stream)
{
    while (++stream < hsviz_num_connections())
        if (at(stream))
            return at(stream);
    return NULL;
}

static const struct hsviz_connection *before(size_t stream)
{
    while (stream-- > 0)
        if (at(stream))
            return at(stream);
    return NULL;
}

/* What the window shows: a capture that has become another may lack its stream. */
static const struct hsviz_connection *shown(const struct window *window)
{
    const struct hsviz_connection *connection = at(window->stream);

    if (!connection)
        connection = at(0);
    return connection ? connection : after(0);
}

static size_t num_connections(size_t end)
{
    size_t num = 0;

    for (size_t stream = 0; stream < end; stream++)
        if (at(stream))
            num++;
    return num;
}

/* ---- Showing ---- */

static char *page_new(struct window *window)
{
    const struct hsviz_connection *connection = shown(window);

    if (!connection)
        return hsviz_page_new_empty("No TCP connection in this capture, or no capture open.");
    hsviz_finish_connections();
    return hsviz_page_new(window->view, connection,
                          num_connections(hsviz_connection_stream(connection)) + 1,
                          num_connections(hsviz_num_connections()));
}

/* A page that is the same stays as it is, and so does where the user has scrolled it to. */
static void window_show(struct window *window)
{
    char *page = page_new(window);

    if (g_strcmp0(page, window->page) == 0) {
        g_free(page);
        return;
    }
    funnel_get_funnel_ops()->set_text(window->handle, page);
    g_free(window->page);
    window->page = page;
}

static void window_show_connection(struct window *window, const struct hsviz_connection *connection)
{
    if (connection)
        window->stream = hsviz_connection_stream(connection);
    window_show(window);
}

/* ---- Files ---- */

static int file_write(const char *path, const char *format,
                      const struct hsviz_connection *connection)
{
    GString *drawing = hsviz_drawing_new(format, connection);
    struct hsviz_target target;
    struct hsviz_output output;
    int error = hsviz_target_open(&target, path);

    if (!error) {
        output = hsviz_output_to_file(target.file);
        hsviz_output_bytes(&output, drawing->str, drawing->len);
        error = hsviz_target_close(&target, output.error);
    }
    g_string_free(drawing, TRUE);
    return error;
}

static const struct hsviz_format *format_of_path(const char *path)
{
    const char *extension = strrchr(path, '.');

    for (const struct hsviz_format *format = hsviz_formats; extension && format->name; format++)
        if (g_ascii_strcasecmp(format->extension, extension + 1) == 0)
            return format;
    return NULL;
}

/* ".txt, .svg, ...", each once. */
static char *extensions_new(void)
{
    GString *text = g_string_new(NULL);

    for (const struct hsviz_format *format = hsviz_formats; format->name; format++) {
        char *extension = g_strdup_printf(".%s", format->extension);

        if (format_of_path(extension) == format)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", extension);
        g_free(extension);
    }
    return g_string_free(text, FALSE);
}

/* The connection that a dialog is about: the capture may have become another behind its back. */
struct request {
    uint32_t stream;
    int64_t start_ns;
};

static void save(const char *path, const struct request *request)
{
    const struct hsviz_connection *connection = at(request->stream);
    const struct hsviz_format *format = format_of_path(path);
    int error;

    if (!connection || hsviz_connection_start_ns(connection) != request->start_ns) {
        report_failure("The capture with this connection is no longer open.");
    } else if (!format) {
        char *extensions = extensions_new();

        report_failure("\"%s\" has an unknown extension. Use one of: %s", path,
                       extensions);
        g_free(extensions);
    } else if (g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
        report_failure("The file \"%s\" already exists. Choose another name.", path);
    } else {
        hsviz_finish_connections();
        error = file_write(path, format->name, connection);
        if (error)
            report_failure("Cannot write the file \"%s\": %s.", path, g_strerror(error));
    }
}

static void save_accepted(char **input, void *request)
{
    save(input[0], request);
    g_strfreev(input);
}

static char *folder_of_window(struct window *window)
{
    if (!window->folder)
        window->folder = g_dir_make_tmp("hsviz-XXXXXX", NULL);
    return window->folder;
}

static void folder_remove(struct window *window)
{
    GDir *folder = window->folder ? g_dir_open(window->folder, 0, NULL) : NULL;
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        char *path = g_build_filename(window->folder, name, NULL);

        (void)g_unlink(path);
        g_free(path);
    }
    if (folder) {
        g_dir_close(folder);
        (void)g_rmdir(window->folder);
    }
    g_clear_pointer(&window->folder, g_free);
}

/* ---- Buttons ---- */

static void show_previous(struct window *window, const struct hsviz_connection *connection)
{
    window_show_connection(window, before(hsviz_connection_stream(connection)));
}

static void show_next(struct window *window, const struct hsviz_connection *connection)
{
    window_show_connection(window, after(hsviz_connection_stream(connection)));
}

static void show_selected(struct window *window, const struct hsviz_connection *connection)
{
    (void)connection;
    window_show_connection(window, selected());
}

static void toggle_view(struct window *window, const struct hsviz_connection *connection)
{
    (void)connection;
    window->view = window->view == HSVIZ_VIEW_PICTURE ? HSVIZ_VIEW_TEXT : HSVIZ_VIEW_PICTURE;
    window_show(window);
}

static void copy(const char *format, const struct hsviz_connection *connection)
{
    GString *drawing = hsviz_drawing_new(format, connection);

    funnel_get_funnel_ops()->copy_to_clipboard(drawing);
    g_string_free(drawing, TRUE);
}

static void copy_text(struct window *window, const struct hsviz_connection *connection)
{
    (void)window;
    copy("unicode", connection);
}

static void copy_mermaid(struct window *window, const struct hsviz_connection *connection)
{
    (void)window;
    copy("mermaid", connection);
}

static void save_as(struct window *window, const struct hsviz_connection *connection)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    struct request *request = g_new(struct request, 1);
    char *extensions = extensions_new();
    char *label = g_strdup_printf("File (%s)", extensions);
    char *name = g_strdup_printf("handshake-%u.svg", hsviz_connection_stream(connection));
    char *path = g_build_filename(g_get_home_dir(), name, NULL);
    const char *labels[] = { label, NULL };
    const char *values[] = { path, NULL };

    (void)window;
    request->stream = hsviz_connection_stream(connection);
    request->start_ns = hsviz_connection_start_ns(connection);
    ops->new_dialog(ops->ops_id, "Save handshake as", labels, values, save_accepted, request,
                    g_free);
    g_free(path);
    g_free(name);
    g_free(label);
    g_free(extensions);
}

static void open_in_browser(struct window *window, const struct hsviz_connection *connection)
{
    const char *folder = folder_of_window(window);
    char *name = g_strdup_printf("handshake-%u.html", hsviz_connection_stream(connection));
    char *path = folder ? g_build_filename(folder, name, NULL) : NULL;
    int error = path ? file_write(path, "html", connection) : errno;

    if (error)
        report_failure("Cannot write the page for the browser: %s.", g_strerror(error));
    else
        funnel_get_funnel_ops()->browser_open_data_file(path);
    g_free(path);
    g_free(name);
}

static void apply_as_filter(struct window *window, const struct hsviz_connection *connection)
{
    char *filter = g_strdup_printf("tcp.stream == %u", hsviz_connection_stream(connection));

    (void)window;
    plugin_if_apply_filter(filter, TRUE);
    g_free(filter);
}

static void go_to_frame(struct window *window, const struct hsviz_connection *connection)
{
    (void)window;
    plugin_if_goto_frame(hsviz_connection_first_frame(connection));
}

/* One button. */
struct button {
    const char *label;
    void (*press)(struct window *window, const struct hsviz_connection *connection);
};

/* clang-format off */
static const struct button buttons[] = {
    { "Previous", show_previous },
    { "Next", show_next },
    { "Selected", show_selected },
    { "Picture/Text", toggle_view },
    { "Copy Text", copy_text },
    { "Copy Mermaid", copy_mermaid },
    { "Save As…", save_as },
    { "Browser", open_in_browser },
    { "Filter", apply_as_filter },
    { "Go to Packet", go_to_frame },
};
/* clang-format on */

/* One button of one window. */
struct pressed {
    funnel_bt_t funnel; /* first: Wireshark gives back its address to free */
    const struct button *button;
    struct window *window;
};

static hsviz_ws_bool button_pressed(funnel_text_window_t *handle, void *data)
{
    const struct pressed *pressed = data;
    const struct hsviz_connection *connection;

    (void)handle;
    hsviz_finish_connections();
    connection = shown(pressed->window);
    if (connection)
        pressed->button->press(pressed->window, connection);
    else
        window_show(pressed->window);
    return TRUE;
}

static void buttons_add(struct window *window)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    for (size_t i = 0; i < G_N_ELEMENTS(buttons); i++) {
        struct pressed *pressed = g_new0(struct pressed, 1);

        pressed->button = &buttons[i];
        pressed->window = window;
        pressed->funnel.tw = window->handle;
        pressed->funnel.func = button_pressed;
        pressed->funnel.data = pressed;
        pressed->funnel.free_fcn = g_free;
        ops->add_button(window->handle, &pressed->funnel, buttons[i].label);
    }
}

/* ---- Following the capture ---- */

static tap_packet_status window_packet(void *tapdata, packet_info *pinfo, epan_dissect_t *edt,
                                       const void *data, tap_flags_t flags)
{
    const struct window *window = tapdata;
    const struct hsviz_tap_data *tap_data = data;
    uint32_t stream = hsviz_connection_stream(tap_data->connection);
    bool is_new = pinfo->num == hsviz_connection_first_frame(tap_data->connection);

    (void)edt;
    (void)flags;
    return stream == window->stream || is_new ? TAP_PACKET_REDRAW : TAP_PACKET_DONT_REDRAW;
}

static void window_draw(void *tapdata)
{
    window_show(tapdata);
}

static void window_closed(void *data)
{
    struct window *window = data;

    remove_tap_listener(window);
    windows = g_slist_remove(windows, window);
    folder_remove(window);
    g_free(window->page);
    g_free(window);
}

/* ---- Opening ---- */

static void window_open(void *data)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    struct window *window = g_new0(struct window, 1);
    GString *error;

    (void)data;
    windows = g_slist_prepend(windows, window);
    window->handle = ops->new_text_window(ops->ops_id, TITLE);
    ops->set_close_cb(window->handle, window_closed, window);
    buttons_add(window);
    error = register_tap_listener(HSVIZ_NAME, window, NULL, TL_REQUIRES_NOTHING, NULL,
                                  window_packet, window_draw, NULL);
    if (error)
        g_string_free(error, TRUE);
    window_show_connection(window, selected());
}

/* Windows that are open when Wireshark ends are not closed one by one. */
static void remove_all_folders(void)
{
    for (GSList *window = windows; window; window = window->next)
        folder_remove(window->data);
}

void hsviz_register_window(void)
{
    register_shutdown_routine(remove_all_folders);
    funnel_register_menu(TITLE, REGISTER_TOOLS_GROUP_UNSORTED, window_open, NULL, NULL, FALSE);
}
