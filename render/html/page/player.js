/* player.js
 * Plays the connections of a page: steps, keys, touch, and the list of connections.
 *
 * The page is whole without it, as pictures with their steps as text below. The script only shows
 * and hides what stands there. It makes elements, never markup: no text becomes a part of the page
 * in any way but as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
"use strict";

(() => {
    /* Even steps: long enough to see what has changed. */
    const EVEN_MS = 1800;
    /* True time: a round trip takes so long, and everything else in proportion, but no wait is
     * too short to see or too long to sit through. */
    const ROUND_TRIP_MS = 2400;
    const WAIT_MIN_MS = 350;
    const WAIT_MAX_MS = 5000;
    /* Without a round trip the whole conversation takes so long. */
    const WHOLE_MS = 20000;
    /* A finger that moves so many pixels, and mostly sideways, has swiped. */
    const SWIPE_PX = 40;
    /* What stays free beside an arrow that is scrolled to. */
    const SCROLL_AIR_PX = 6;
    /* A list of fewer connections needs no filter. */
    const FILTER_MIN = 2;

    const OVERVIEW = -1; /* no step is current, and the picture is whole */

    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const wide = matchMedia("(min-width: 60rem)");

    /* ---- Elements ---- */

    const make = (name, attributes = {}, ...children) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes))
            element.setAttribute(key, value);
        element.append(...children);
        return element;
    };

    const draw = (name, attributes, ...children) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [key, value] of Object.entries(attributes))
            element.setAttribute(key, value);
        element.append(...children);
        return element;
    };

    const icon = (path) => draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
                                draw("path", { d: path }));

    const ICONS = {
        first: "M6 5h2v14H6zM20 5v14L9 12z",
        previous: "M17 5v14L6 12z",
        play: "M8 5v14l12-7z",
        pause: "M7 5h4v14H7zM14 5h4v14h-4z",
        next: "M7 5v14l11-7z",
        last: "M16 5h2v14h-2zM4 5v14l11-7z",
    };

    const button = (name, label, action) => {
        const element = make("button", { type: "button", class: name, "aria-label": label,
                                         title: label }, icon(ICONS[name]));
        element.addEventListener("click", action);
        return element;
    };

    /* ---- Connections ---- */

    const text = (parent, selector) => parent.querySelector(selector)?.textContent ?? "";

    const connectionOf = (section) => ({
        section,
        id: section.id,
        name: text(section, "h2"),
        ends: text(section, ".ends"),
        outcome: text(section, ".handshake"),
        item: null, /* in the list */
        steps: null,
    });

    /* "ClientHello, from the client, RTT 1.0" */
    const saying = (entry) => {
        const when = text(entry, ".when").split(" · ");
        return [text(entry, "h3"), when[0], when.at(-1)].join(", ");
    };

    /* A step that is not in the picture is not played. */
    const stepsOf = (connection) => {
        connection.steps ??= [...connection.section.querySelectorAll(".entry")]
            .map((entry) => ({
                entry,
                id: `${connection.id}-step-${entry.dataset.step}`,
                ms: parseFloat(entry.dataset.ms),
                says: saying(entry),
            }))
            .map((step) => ({ ...step, group: document.getElementById(step.id) }))
            .filter((step) => step.group !== null);
        return connection.steps;
    };

    const connections = [...document.querySelectorAll("section.connection")].map(connectionOf);
    if (connections.length === 0)
        return;

    const title = document.title;
    let current = connections[0];
    let at = OVERVIEW;
    let timer = 0; /* 0: not playing */
    let paceIsTrue = false;

    /* ---- The player's elements ---- */

    const range = make("input", { type: "range", min: "0", step: "1", value: "0",
                                  "aria-label": "Step" });
    const status = make("p", { role: "status", "aria-live": "polite", class: "status" });
    const counter = make("span", { class: "counter", "aria-hidden": "true" });
    const pace = make("button", { type: "button", class: "pace", "aria-pressed": "false" },
                      "To scale");
    const playButton = button("play", "Play", () => play(timer === 0));
    const buttons = {
        first: button("first", "First step", () => go(0)),
        previous: button("previous", "Previous step", () => go(at - 1)),
        next: button("next", "Next step", () => go(at + 1)),
        last: button("last", "Last step", () => go(stepsOf(current).length - 1)),
    };

    const keysOf = (rows) => {
        const list = make("dl");
        for (const [keys, meaning] of rows)
            list.append(make("dt", {}, ...keys.map((key) => make("kbd", {}, key))),
                        make("dd", {}, meaning));
        return list;
    };

    /* Who dictates can turn the letters off: words would press them (WCAG 2.2, 2.1.4). */
    const letters = make("input", { type: "checkbox", checked: "" });

    const keyHelp = make("div", { class: "keys" }, keysOf([
        [["→", "←"], "next and previous step"],
        [["Home", "End"], "first and last step"],
        [["Space"], "play and pause"],
        [["Esc"], "the whole picture"],
        ...connections.length > 1 ? [[["j", "k"], "next and previous connection"]] : [],
    ]));
    if (connections.length > 1)
        keyHelp.append(make("label", {}, letters, " use j and k"));

    const help = make("details", { class: "help" }, make("summary", {}, "Keys"), keyHelp);

    const player = make("section", { class: "player", "aria-label": "Player" },
        make("div", { class: "buttons" }, buttons.first, buttons.previous, playButton,
             buttons.next, buttons.last),
        range, counter, pace, help, status);

    /* ---- Showing ---- */

    /* A page that was opened without one keeps its address until something is chosen: a browser
     * that is still reading the page would scroll. */
    const showHash = () => {
        const step = stepsOf(current)[at];
        if (!step && current === connections[0] && location.hash === "")
            return;
        try {
            history.replaceState(null, "", `#${step ? step.id : current.id}`);
        } catch {
            /* Safari refuses more than a hundred in half a minute: the address is behind then. */
        }
    };

    const showTitle = () => {
        document.title = connections.length > 1 ? `${current.name} · ${current.outcome} · hsviz`
                                                : title;
    };

    const showControls = () => {
        const steps = stepsOf(current);
        const where = at === OVERVIEW ? "the whole picture" : `${at + 1} of ${steps.length}`;
        range.max = String(steps.length);
        range.value = String(at + 1);
        range.setAttribute("aria-valuetext", where);
        counter.textContent = `${at + 1}/${steps.length}`;
        status.textContent = at === OVERVIEW ? `The whole picture, ${steps.length} steps`
                                             : `Step ${where}: ${steps[at].says}`;
        /* Not disabled: a disabled button would lose the focus. */
        buttons.first.setAttribute("aria-disabled", String(at === 0));
        buttons.previous.setAttribute("aria-disabled", String(at === OVERVIEW));
        for (const name of ["next", "last"])
            buttons[name].setAttribute("aria-disabled", String(at >= steps.length - 1));
    };

    const showSlowness = () => {
        const times = Math.max(slowness(), 1).toLocaleString("en", { maximumSignificantDigits: 2 });
        pace.title = `To scale with the capture, ${times} times slower`;
    };

    const showPlaying = () => {
        const label = timer === 0 ? "Play" : "Pause";
        playButton.replaceChildren(icon(ICONS[label.toLowerCase()]));
        playButton.setAttribute("aria-label", label);
        playButton.title = label;
    };

    const showSteps = () => {
        current.section.querySelector(".overview").classList.toggle("on", at === OVERVIEW);
        stepsOf(current).forEach(({ entry, group }, i) => {
            entry.classList.toggle("on", i === at);
            group.classList.toggle("now", i === at);
            group.classList.toggle("later", at !== OVERVIEW && i > at);
        });
        showHalo();
    };

    /* What stands behind the current step: colour is not all that sets it off. */
    const halo = draw("rect", { class: "halo", rx: "5" });
    const HALO_PX = 5;

    const showHalo = () => {
        const group = stepsOf(current)[at]?.group;
        halo.remove();
        if (!group)
            return;
        const { x, y, width, height } = group.getBBox();
        halo.setAttribute("x", x - HALO_PX);
        halo.setAttribute("y", y - HALO_PX);
        halo.setAttribute("width", width + 2 * HALO_PX);
        halo.setAttribute("height", height + 2 * HALO_PX);
        group.prepend(halo);
    };

    /* On a wide screen the page scrolls, on a narrow one the picture in its box, so that the panel
     * below stays in sight. */
    const scrollToStep = () => {
        const group = stepsOf(current)[at]?.group;
        const behavior = calm.matches ? "auto" : "smooth";
        if (!group)
            return;
        if (wide.matches) {
            group.scrollIntoView({ block: "nearest", inline: "nearest", behavior });
            return;
        }
        scrollToMiddle(group, behavior);
        group.closest(".stage").scrollIntoView({ block: "start", behavior });
    };

    /* The arrow stands in the middle of the picture's box, or, where it is too long for that, the
     * sender's end of it, which has the label. Its name is in sight in any case: the label of a
     * responder's response stands far from its sender. */
    const scrollToMiddle = (group, behavior) => {
        const picture = group.closest(".picture");
        const box = picture.getBoundingClientRect();
        const arrow = (group.querySelector(".shaft") ?? group).getBoundingClientRect();
        const tail = group.querySelector(".tail")?.getBoundingClientRect() ?? arrow;
        const beyond = Math.max(arrow.width + 4 * SCROLL_AIR_PX - box.width, 0) / 2;
        const isFromRight = tail.right > arrow.left + arrow.width / 2;
        const name = group.querySelector("tspan")?.getBoundingClientRect() ?? tail;
        const left = arrow.left - box.left + (arrow.width - box.width) / 2 +
                     (isFromRight ? beyond : -beyond);
        picture.scrollBy({
            left: Math.min(left, name.left - box.left - SCROLL_AIR_PX),
            top: arrow.top - box.top + (arrow.height - box.height) / 2,
            behavior,
        });
    };

    /* Goes to a step, or to OVERVIEW; beyond the ends to the nearest. */
    const go = (to) => {
        at = Math.min(Math.max(to, OVERVIEW), stepsOf(current).length - 1);
        if (timer !== 0)
            awaitNext();
        showSteps();
        showControls();
        showHash();
        scrollToStep();
    };

    /* What a picture may shrink from. */
    const setWidth = (picture) => {
        picture.style.setProperty("--natural-width", `${picture.width.baseVal.value}px`);
    };

    const choose = (connection, to = OVERVIEW) => {
        play(false);
        current.section.classList.remove("on");
        current.item?.removeAttribute("aria-current");
        current = connection;
        current.section.classList.add("on");
        setWidth(current.section.querySelector(".picture svg"));
        current.item?.setAttribute("aria-current", "true");
        showTitle();
        showSlowness();
        if (current.section.getBoundingClientRect().top < 0)
            current.section.scrollIntoView();
        go(to);
        if (at === OVERVIEW && stepsOf(current).length > 0)
            scrollToMiddle(stepsOf(current)[0].group, "auto");
    };

    /* ---- Playing ---- */

    /* How much slower than the capture true time plays. */
    const slowness = () => {
        const steps = stepsOf(current);
        const roundTrip = parseFloat(current.section.dataset.rtt);
        const whole = steps.length > 0 ? steps.at(-1).ms - steps[0].ms : 0;
        if (roundTrip > 0)
            return ROUND_TRIP_MS / roundTrip;
        return whole > 0 ? WHOLE_MS / whole : 1;
    };

    const waitMs = () => {
        const steps = stepsOf(current);
        if (!paceIsTrue || at === OVERVIEW)
            return EVEN_MS;
        const gap = (steps[at + 1].ms - steps[at].ms) * slowness();
        return Math.min(Math.max(gap, WAIT_MIN_MS), WAIT_MAX_MS);
    };

    const awaitNext = () => {
        clearTimeout(timer);
        timer = 0;
        if (at < stepsOf(current).length - 1)
            timer = setTimeout(() => go(at + 1), waitMs());
        showPlaying();
    };

    /* From the end it begins anew. */
    const play = (on) => {
        clearTimeout(timer);
        timer = 0;
        if (on && stepsOf(current).length > 0) {
            timer = 1;
            go(at === OVERVIEW || at >= stepsOf(current).length - 1 ? 0 : at);
        }
        showPlaying();
    };

    /* ---- The list of connections ---- */

    const listed = () => connections.filter((connection) => !connection.item.parentNode.hidden);

    const itemOf = (connection) => {
        connection.item = make("a", { href: `#${connection.id}`,
                                      "data-outcome": connection.section.dataset.outcome },
            make("span", { class: "name" }, connection.name),
            make("span", { class: "ends" }, connection.ends),
            make("span", { class: "how" }, connection.outcome));
        return make("li", {}, connection.item);
    };

    /* Each word must stand somewhere in what is said of a connection. */
    const filter = (words, count) => {
        for (const connection of connections) {
            connection.find ??= text(connection.section, ".names").toLowerCase();
            connection.item.parentNode.hidden =
                !words.every((word) => connection.find.includes(word));
        }
        const number = listed().length.toLocaleString("en");
        const all = connections.length.toLocaleString("en");
        count.textContent = words.length > 0 ? `${number} of ${all} connections`
                                             : `${all} connections`;
    };

    const listBuild = () => {
        const input = make("input", { type: "search", id: "filter", autocomplete: "off",
                                      spellcheck: "false",
                                      placeholder: "name, address, version, outcome" });
        const count = make("p", { role: "status", class: "count" });
        const items = make("ul", {}, ...connections.map(itemOf));
        const details = make("details", {}, make("summary", {}, "Connections"),
                             make("label", { for: "filter" }, "Filter"), input, count, items);
        const fold = () => { details.open = wide.matches; };

        input.addEventListener("input", () => {
            filter(input.value.toLowerCase().split(/\s+/u).filter(Boolean), count);
        });
        wide.addEventListener("change", fold);
        items.addEventListener("click", fold);
        fold();
        filter([], count);
        document.querySelector("main").before(make("nav", { "aria-label": "Connections" },
                                                   details));
        document.body.classList.add("many");
    };

    /* The list alone, not the page around it. */
    const scrollInList = (item) => {
        const list = item.closest("ul");
        const box = list.getBoundingClientRect();
        const { top, bottom } = item.getBoundingClientRect();
        list.scrollTop += Math.min(top - box.top, 0) + Math.max(bottom - box.bottom, 0);
    };

    const chooseNeighbour = (by) => {
        if (connections.length < FILTER_MIN || !letters.checked)
            return;
        const shown = listed();
        const i = shown.indexOf(current);
        const next = shown[i === -1 ? 0 : i + by];
        if (next) {
            choose(next);
            scrollInList(next.item);
        }
    };

    /* ---- Keys, touch, links ---- */

    const KEYS = {
        ArrowRight: () => go(at + 1),
        ArrowLeft: () => go(at - 1),
        Home: () => go(0),
        End: () => go(stepsOf(current).length - 1),
        " ": () => play(timer === 0),
        Escape: () => go(OVERVIEW),
        j: () => chooseNeighbour(1),
        k: () => chooseNeighbour(-1),
    };

    /* What the focused element does with a key by itself stays its own. */
    const isTaken = (element, key) => {
        if (element.matches("input[type=search]"))
            return true;
        if (element.matches("input[type=range]"))
            return key.startsWith("Arrow") || key === "Home" || key === "End";
        return key === " " && element.matches("button, summary, a, input");
    };

    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(KEYS, event.key) ||
            isTaken(event.target, event.key))
            return;
        event.preventDefault();
        KEYS[event.key]();
    });

    let touch = null; /* where a finger came down */

    const canScrollSideways = (target) => {
        const picture = target.closest(".picture");
        return picture !== null && picture.scrollWidth > picture.clientWidth;
    };

    document.addEventListener("touchstart", (event) => {
        const ours = event.touches.length === 1 && event.target.closest(".stage") !== null;
        touch = ours && !canScrollSideways(event.target) ? event.touches[0] : null;
    }, { passive: true });

    document.addEventListener("touchend", (event) => {
        if (touch === null)
            return;
        const x = event.changedTouches[0].clientX - touch.clientX;
        const y = event.changedTouches[0].clientY - touch.clientY;
        touch = null;
        if (Math.abs(x) >= SWIPE_PX && Math.abs(x) > 2 * Math.abs(y))
            go(at + (x < 0 ? 1 : -1));
    }, { passive: true });

    document.addEventListener("click", (event) => {
        const group = event.target.closest(".picture .step");
        const to = group === null ? -1
                                  : stepsOf(current).findIndex((step) => step.group === group);
        if (to !== -1)
            go(to);
    });

    /* #stream-3 is a connection, #stream-3-step-5 one of its steps, #stream-3-step-question-0 its
     * first revocation check. */
    const follow = () => {
        const pattern = /^#(stream-\d+)(?:-step-((?:question-|answer-)?\d+))?$/u;
        const [, id, step] = pattern.exec(location.hash) ?? [];
        const connection = connections.find((one) => one.id === id);
        if (connection)
            choose(connection, stepsOf(connection).findIndex(
                (one) => one.entry.dataset.step === step));
        return connection !== undefined;
    };

    /* ---- Beginning ---- */

    range.addEventListener("input", () => go(Number(range.value) - 1));
    pace.addEventListener("click", () => {
        paceIsTrue = !paceIsTrue;
        pace.setAttribute("aria-pressed", String(paceIsTrue));
        if (timer !== 0)
            awaitNext();
    });
    window.addEventListener("hashchange", follow);

    document.documentElement.classList.add("js");
    document.querySelector("main").after(player);
    if (connections.length >= FILTER_MIN)
        listBuild();
    if (!follow())
        choose(current);
})();
