/* test_render_arrows.c
 * The arrows of connections with unusual steps: one line per step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model_expect.h"

#include "render/render.h"
#include "model/connection.h"

#define THREE_WAY "C S @0", "S SA @20", "C A @20.1"

#define TITLE "stream 0 - 192.0.2.10:41822 -> 192.0.2.20:443"
#define OPENED(space)                                                                              \
    "Client(SYN-SENT)     >  SYN" space "            >  Server(LISTEN)",                           \
        "Client(SYN-SENT)     <  SYN-ACK" space "        <  Server(SYN-RCVD)",                     \
        "Client(ESTABLISHED)  >  ACK" space "            >  Server(ESTABLISHED)"

static const struct drawing {
    const char *name;
    enum hsviz_data_shown data;
    const char *lines[16];
    const char *expected[16];
} drawings[] = {
    { "repeated, not captured, inferred", HSVIZ_DATA_SHOWN_FOLD,
      { "C S", "C S seq=0", "S SA", "C! A", "C! A CH/13", "S A SH/selected=0304 app/500",
        "C A app/20" },
      { TITLE, "Client(SYN-SENT)      >  SYN                             >  Server(LISTEN)",
        "Client(SYN-SENT)      >  SYN, retransmission of frame 1  >  Server(LISTEN)",
        "Client(SYN-SENT)      <  SYN-ACK                         <  Server(SYN-RCVD)",
        "Client(ESTABLISHED?)  >  ACK, not captured               >  Server(ESTABLISHED?)",
        "Client                <  ServerHello                     <  Server",
        "Client                <  EncryptedExtensions, inferred   <  Server",
        "Client                <  Certificate, inferred           <  Server",
        "Client                <  CertificateVerify, inferred     <  Server",
        "Client                <  Finished, inferred              <  Server",
        "Client(ESTABLISHED)   >  Segment, not captured           >  Server(ESTABLISHED)",
        "Client                >  Encrypted                       >  Server", "" } },
    { "out of place", HSVIZ_DATA_SHOWN_FOLD, { THREE_WAY, "C A CH", "S A M14/0", "S A SH" },
      { TITLE, OPENED("                "),
        "Client               >  ClientHello                    >  Server",
        "Client               <  ! ServerHelloDone, unexpected  <  Server",
        "Client               <  ServerHello                    <  Server", "" } },
    { "assumed states", HSVIZ_DATA_SHOWN_FOLD, { "C S", "C A ack=1", "C FA ack=1" },
      { TITLE, "Client(SYN-SENT)     >  SYN                    >  Server(LISTEN?)",
        "Client(SYN-SENT?)    <  SYN-ACK, not captured  <  Server(SYN-RCVD?)",
        "Client(ESTABLISHED)  >  ACK                    >  Server(ESTABLISHED?)",
        "Client(FIN-WAIT-1)   >  FIN                    >  Server(ESTABLISHED?)", "" } },
    { "data that folds, wider than all names", HSVIZ_DATA_SHOWN_FOLD,
      { THREE_WAY, "C A text=a", "S A text=b", "C A text=a", "S A text=b", "C A text=a",
        "S A text=b", "S FA" },
      { TITLE, OPENED("   "), "Client               >  Plaintext         >  Server",
        "Client               <  Plaintext         <  Server",
        "Client                  (4 more data steps)  Server",
        "Client(ESTABLISHED)  <  FIN               <  Server(FIN-WAIT-1)", "" } },
    { "data that does not fold", HSVIZ_DATA_SHOWN_ALL,
      { THREE_WAY, "C A text=a", "S A text=b", "C A text=a", "S A text=b", "C A text=a" },
      { TITLE, "Client(SYN-SENT)     >  SYN        >  Server(LISTEN)",
        "Client(SYN-SENT)     <  SYN-ACK    <  Server(SYN-RCVD)",
        "Client(ESTABLISHED)  >  ACK        >  Server(ESTABLISHED)",
        "Client               >  Plaintext  >  Server",
        "Client               <  Plaintext  <  Server",
        "Client               >  Plaintext  >  Server",
        "Client               <  Plaintext  <  Server",
        "Client               >  Plaintext  >  Server", "" } },
};

static void arrows(void **state)
{
    const struct drawing *drawing = *state;
    struct hsviz_render_options options = { .format = hsviz_format_find("arrows"),
                                            .charset = HSVIZ_CHARSET_ASCII,
                                            .data = drawing->data };
    struct hsviz_connection *connection = lines_connection(drawing->lines);
    GString *text = g_string_new(NULL);
    struct hsviz_output output = hsviz_output_to_string(text);
    struct hsviz_rendering *rendering = hsviz_render_begin(&output, &options);
    char *expected = g_strjoinv("\n", (char **)drawing->expected);

    hsviz_render_connection(rendering, connection);
    hsviz_render_end(rendering);
    expect_text(text, expected, drawing->name);
    g_free(expected);
    hsviz_connection_free(connection);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(drawings)];

    for (size_t i = 0; i < G_N_ELEMENTS(drawings); i++)
        tests[i] = row_test(drawings[i].name, arrows, &drawings[i]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
