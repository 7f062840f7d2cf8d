import { element } from "./element.js";
import { formatMoment } from "./calendar.js";

/** The four questions that the buttons on top ask. */
export function setUpDialogs({ getState, clock, send, toast }) {
  for (const dialog of document.querySelectorAll("dialog")) {
    for (const button of dialog.querySelectorAll("[data-close]")) {
      button.addEventListener("click", () => dialog.close());
    }
    dialog.addEventListener("close", () => {
      // The button that opened it may have been put away with the others meanwhile.
      if (document.activeElement === document.body) find("more").focus();
    });
    // A press beside the dialog closes it, too.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
  setUpWind({ clock, send, toast });
  setUpRestart({ send, toast });
  setUpNames({ getState, send, toast });
  setUpScan();
}

const find = (id) => document.querySelector(`#${id}`);

const notDone = "没有做成，请再点一次。";

function setUpWind({ clock, send, toast }) {
  const dialog = find("wind-dialog");
  const trouble = dialog.querySelector("[data-part=trouble]");
  find("open-wind").addEventListener("click", async () => {
    find("wind-now").textContent = formatMoment(clock.now());
    trouble.textContent = "";
    const response = await fetch("/sandbox/winds").catch(() => undefined);
    const choices = response?.ok ? await response.json() : [];
    if (choices.length === 0) trouble.textContent = notDone;
    find("wind-choices").replaceChildren(...choices.map((choice) => button(choice)));
    dialog.showModal();
  });

  function button({ id, label, when }) {
    const node = element("button", "choice");
    node.type = "button";
    node.dataset.testid = `wind-${id}`;
    node.append(element("b", "", label), element("span", "", when));
    node.addEventListener("click", async () => {
      const { ok, answer } = await send("/sandbox/wind", { choice: id });
      if (!ok) {
        trouble.textContent = notDone;
        return;
      }
      clock.set(answer.now);
      dialog.close();
      toast(`现在是${formatMoment(clock.now())}。`);
    });
    return node;
  }
}

function setUpRestart({ send, toast }) {
  const dialog = find("restart-dialog");
  const trouble = dialog.querySelector("[data-part=trouble]");
  const restart = find("restart");
  find("open-restart").addEventListener("click", () => {
    trouble.textContent = "";
    dialog.showModal();
  });
  restart.addEventListener("click", async () => {
    restart.disabled = true;
    const { ok } = await send("/sandbox/restart", {});
    restart.disabled = false;
    trouble.textContent = ok ? "" : notDone;
    if (!ok) return;
    dialog.close();
    toast("清空了，从第1步开始。");
  });
}

function setUpNames({ getState, send, toast }) {
  const dialog = find("names-dialog");
  const form = find("names-form");
  const trouble = dialog.querySelector("[data-part=trouble]");
  const fields = ["county", "area", "brand"];
  const clear = () => {
    trouble.textContent = "";
    for (const field of fields) form.elements[field].removeAttribute("aria-invalid");
  };
  form.addEventListener("input", clear);
  find("open-names").addEventListener("click", () => {
    clear();
    for (const field of fields) form.elements[field].value = getState()[field];
    dialog.showModal();
  });
  const submit = async (body, words) => {
    clear();
    const { ok, answer } = await send("/sandbox/names", body);
    if (ok) {
      dialog.close();
      toast(words);
      return;
    }
    trouble.textContent = answer.message ?? notDone;
    const field = form.elements[answer.field];
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const names = Object.fromEntries(fields.map((field) => [field, form.elements[field].value]));
    void submit(names, "名字换好了，从第1步开始。");
  });
  find("names-original").addEventListener("click", () => {
    void submit({ original: true }, "恢复原名了，从第1步开始。");
  });
}

function setUpScan() {
  const dialog = find("scan-dialog");
  find("open-scan").addEventListener("click", async () => {
    const response = await fetch("/sandbox/phone").catch(() => undefined);
    const { link } = response?.ok ? await response.json() : {};
    find("scan-open").hidden = link === undefined;
    find("scan-closed").hidden = link !== undefined;
    if (link !== undefined) {
      find("scan-link").textContent = link;
      find("scan-code").src = "/sandbox/phone.svg";
    }
    dialog.showModal();
  });
}
