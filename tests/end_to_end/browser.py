"""A headless Chromium that opens pages from disk, for the tests of the HTML page.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains

DESKTOP, PHONE = (1280, 900), (360, 740)
LIGHT, DARK = "light", "dark"
# Nothing but what the test asks for: no network, no first-run pages.
ARGUMENTS = ["--headless=new", "--disable-gpu", "--disable-background-networking", "--no-first-run",
             "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND"]


class Browser:
    """One browser; close() ends it."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        # Chromium's own sandbox does not work as root.
        for argument in ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else []):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_script_timeout(60)
        self.set_screen(DESKTOP, LIGHT)

    def close(self):
        self.driver.quit()

    def set_screen(self, size, scheme):
        """Size in pixels; nothing moves by itself."""
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride",
                {"width": size[0], "height": size[1], "deviceScaleFactor": 1,
                 "mobile": size == PHONE})
        command("Emulation.setTouchEmulationEnabled", {"enabled": size == PHONE})
        command("Emulation.setEmulatedMedia",
                {"features": [{"name": "prefers-color-scheme", "value": scheme},
                              {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def open(self, path, fragment=""):
        """Opens a page anew, whatever was open."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(path.as_uri() + fragment)

    def keys(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def text(self, selector):
        """The visible text of the first element; None where there is none."""
        return self.run("return document.querySelector(arguments[0])?.innerText ?? null", selector)

    def visible(self, selector):
        """The texts of those elements that are visible, be it by scrolling."""
        return self.run("return [...document.querySelectorAll(arguments[0])]"
                        ".filter(e => e.checkVisibility()).map(e => e.innerText)", selector)

    def complaints(self):
        """What the browser's console says: errors, warnings, breaches of the policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]
