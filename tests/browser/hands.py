"""Two ways to work in front of a page: the keyboard alone, the mouse alone (typing apart)."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

#: How many stops of the Tab key stand between the focus and a control.
BETWEEN = """(target) => {
  const here = document.activeElement;
  const alone = (one) => {  // a group of radio buttons is one stop
    const group = [...document.getElementsByName(one.name)].filter((of) => of.form === one.form);
    return one === (group.find((other) => other.checked) ?? group[0]);
  };
  const stops = [...document.querySelectorAll(
    'a[href],button,input,select,textarea,summary,[tabindex="0"]')]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
    .filter((one) => one.type !== "radio" || one === target || one === here || alone(one));
  return stops.indexOf(target) - stops.indexOf(here);
}"""
#: How many lines of a list stand between what is chosen and what is wanted.
AWAY = """(list, label) => [...list.options].findIndex((one) => one.label === label)
  - list.selectedIndex"""
ROUNDS = 12


class Keys:
    """Tab, arrows, Enter, Space; the pointer never moves."""

    def __init__(self, page: Page) -> None:
        self.page, self.keyboard = page, page.keyboard

    def reach(self, target: Locator) -> None:
        """Tab after Tab: what only a click can reach is never reached."""
        expect(target).to_be_visible()
        for _round in range(ROUNDS):
            far = int(target.evaluate(BETWEEN))
            if not far:
                break
            for _stop in range(abs(far)):
                self.keyboard.press("Tab" if far > 0 else "Shift+Tab")
        expect(target).to_be_focused()

    def press(self, target: Locator) -> None:
        """A button, a link, what folds."""
        self.reach(target)
        self.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        """A box, a switch."""
        self.reach(target)
        self.keyboard.press("Space")

    def pick(self, target: Locator, label: str) -> None:
        """A line of a list, by its first letters (those Playwright has keys for), then arrows."""
        self.reach(target)
        letters = re.match("[ -~]*", label)
        self.keyboard.type(letters[0].rstrip() if letters else "")
        far = int(target.evaluate(AWAY, label))
        for _line in range(abs(far)):
            self.keyboard.press("ArrowDown" if far > 0 else "ArrowUp")
        expect(target.locator("option:checked")).to_have_text(label)

    def write(self, target: Locator, text: str) -> None:
        """Instead of what stood there."""
        self.reach(target)
        self.keyboard.press("Control+a")
        self.say(text)

    def say(self, text: str) -> None:
        """Where the focus is; then on to the next control."""
        self.keyboard.type(text)
        self.keyboard.press("Tab")

    def search(self, word: str) -> None:
        """In the palette of the form editor."""
        self.keyboard.press("Escape")
        self.keyboard.press("/")
        expect(self.page.get_by_label("Chercher un élément")).to_be_focused()
        self.keyboard.press("Control+a")
        self.keyboard.type(word)

    def lift(self, name: str) -> None:
        """A card of the form editor one place up."""
        self.reach(self.page.locator(".sheet .name", has_text=name))
        self.keyboard.press("Alt+ArrowUp")


class Mouse:
    """Clicks and drags; keys only write words."""

    def __init__(self, page: Page) -> None:
        self.page, self.keyboard = page, page.keyboard

    def press(self, target: Locator) -> None:
        """A button, a link, what folds."""
        target.click()

    tick = press

    def pick(self, target: Locator, label: str) -> None:
        """A line of a list: its menu belongs to the browser."""
        target.select_option(label=label)

    def write(self, target: Locator, text: str) -> None:
        """Instead of what stood there."""
        target.click(click_count=3)
        self.keyboard.press("Control+a")
        self.say(text)

    def say(self, text: str) -> None:
        """Where the focus is; then a click beside."""
        self.keyboard.type(text)
        self.page.locator("h1:visible").first.click()

    def search(self, word: str) -> None:
        """The palette is in sight."""

    def lift(self, name: str) -> None:
        """A card dragged by its grip above the one before it."""
        card = self.page.locator(".sheet > .flds > .fld", has=self.page.get_by_text(name))
        card = card.last
        grip, above = (
            card.locator("[data-grip]").first,
            card.locator("xpath=preceding-sibling::*[1]"),
        )
        grip.scroll_into_view_if_needed()
        box, place = grip.bounding_box(), above.bounding_box()
        assert box
        assert place
        self.page.mouse.move(box["x"] + 5, box["y"] + 5)
        self.page.mouse.down()
        self.page.mouse.move(place["x"] + 60, place["y"] + 30, steps=4)
        self.page.mouse.move(place["x"] + 60, place["y"] + 5, steps=2)
        self.page.mouse.up()


Hand = Keys | Mouse
