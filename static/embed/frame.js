// Inside the widget's frame: steps without page loads (a frame that navigates would trap the page's Back button), and
// the messages to the page around it. Without this script the same forms and links work as page loads.
(() => {
  const TYPE = "k8s-advisor";
  const widget = document.getElementById("widget");
  const notice = document.getElementById("notice");
  const failed = document.getElementById("failed");
  const framed = parent !== window;
  let host = null; // the origin of the page around, once it has said hello
  let shares = false; // that page asked for the verdict, and the visitor has been told and has not declined
  let sent = "";
  let tallest = 0;
  let wanted = 0; // counts steps, so that a slow answer cannot overtake a later one

  // A host without an origin of its own (a file, a sandbox) can only be addressed by "*". Nothing but the height and
  // the sign of a step is ever sent that way.
  const say = (ev, more) => host && parent.postMessage({ type: TYPE, v: 1, ev, ...more }, host === "null" ? "*" : host);

  // WordPress frames its embeds in a sandbox and has messages of its own, authorised by a secret in the fragment.
  const secret = new URLSearchParams(location.hash.slice(2)).get("secret");
  const tellWordPress = (message, value) => secret && parent.postMessage({ message, value, secret }, "*");

  const share = () => {
    const { verdict, link, version } = widget.querySelector("[data-verdict]")?.dataset ?? {};
    if (!shares || !verdict || host === "null" || sent === verdict + link) return;
    sent = verdict + link;
    say("result", { verdict, url: link, version });
  };

  const measure = () => {
    if (document.readyState !== "complete") return;
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    say("height", { height });
    tallest = Math.max(tallest, height); // WordPress would shrink the frame too, and the page would jump
    tellWordPress("height", tallest);
  };

  const show = async (address) => {
    const step = ++wanted;
    widget.ariaBusy = "true";
    failed.hidden = true;
    try {
      const response = await fetch(address, { credentials: "omit" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const content = page.getElementById("widget");
      if (step !== wanted) return;
      if (!content) throw new Error(response.status);
      document.title = page.title;
      widget.replaceChildren(...content.childNodes);
      const start = widget.querySelector(".problems, legend, h1");
      start.tabIndex = -1;
      start.focus({ preventScroll: true });
      scrollTo(0, 0);
      say("step");
      share();
    } catch {
      if (step === wanted) failed.hidden = false;
    }
    widget.ariaBusy = "false";
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("form button");
    const link = event.target.closest("a");
    if (button) {
      event.preventDefault();
      const answers = new FormData(button.form);
      answers.append(button.name, button.value);
      show(`${button.form.action}?${new URLSearchParams(answers)}`);
    } else if (event.target.id === "decline") {
      shares = false;
      notice.textContent = "Your verdict stays here.";
    } else if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    } else if (link.hash && link.getAttribute("href").startsWith("#")) { // following it would be a history entry
      event.preventDefault();
      document.getElementById(link.hash.slice(1)).focus();
    } else if ("step" in link.dataset) {
      event.preventDefault();
      show(link.href);
    } else if (secret) { // its sandbox lets no link open: it opens the address itself
      event.preventDefault();
      tellWordPress("link", link.href);
    }
  });

  if (!framed) return;
  addEventListener("message", ({ data, origin, source }) => {
    if (source !== parent) return;
    if (secret && data?.secret === secret && data.message === "ready") measure(); // WordPress' script came late
    if (data?.type !== TYPE || data.v !== 1) return;
    if (data.ev === "hello" && host === null) {
      host = origin;
      document.documentElement.classList.add("framed");
      if (data.share && host !== "null") {
        shares = true;
        notice.hidden = false;
      }
      measure();
      share();
    }
    const root = document.documentElement.dataset;
    if (origin === host && root.asked === "auto" && ["light", "dark"].includes(data.theme)) root.theme = data.theme;
  });
  // Not before the style sheet has come: without it everything is far too high, and the page's frame never shrinks.
  addEventListener("load", () => {
    measure(); // WordPress hides the frame until it speaks, and what is hidden is not observed
    new ResizeObserver(measure).observe(document.body);
  });
  // The page's script may come late: the frame reports a few times, until that script says hello.
  let left = 10;
  const report = () => {
    if (host !== null || !left--) return;
    parent.postMessage({ type: TYPE, v: 1, ev: "ready" }, "*");
    setTimeout(report, 400);
  };
  report();
  // In a sandbox no link opens: then the address of the advice is there to be copied.
  if (self.origin === "null" && !secret) document.documentElement.classList.add("sandboxed");
})();
