// The site script of the widget: makes its frames as high as what they show, gives them the page's theme, keeps the
// question in view, hands on a verdict that the visitor agreed to share, and defines <k8s-advisor>.
// `make loader` builds it; what it says to a frame and hears from one is described in docs/widget.md.
(() => {
  const TAG = "k8s-advisor";
  const script = document.currentScript;
  const ADVISOR = new URL(script.dataset.origin || script.src).origin;
  if (customElements.get(TAG)) return; // the script stands on the page twice

  const targets = new WeakMap(); // frame -> the origin that it may be spoken to at; set by its first message
  const frames = () => [...document.querySelectorAll("iframe," + TAG)].map((element) => element.frame || element);
  const wants = (frame, name) => frame.hasAttribute("data-" + name);

  // A page's theme is the colour that stands behind the frame, whatever the tool calls its themes.
  const theme = (element) => {
    for (; element; element = element.parentElement || element.getRootNode().host) {
      const colour = getComputedStyle(element).backgroundColor;
      const [first, second, third, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
      if (alpha > 0.5) {
        const light = /^rgb/.test(colour)
          ? (0.299 * first + 0.587 * second + 0.114 * third) / 255
          : /^color/.test(colour) ? (first + second + third) / 3 : /^ok/.test(colour) ? first : first / 100;
        return light < 0.5 ? "dark" : "light";
      }
    }
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    return scheme == "dark" || (/dark/.test(scheme) && prefersDark.matches) ? "dark" : "light";
  };

  const say = (frame, ev) => {
    const target = targets.get(frame);
    if (target) {
      frame.contentWindow?.postMessage(
        { type: TAG, v: 1, ev, theme: theme(frame), share: wants(frame, "share-result") }, target);
    }
  };
  // Once now, and once more when colours that fade have arrived.
  let timers = [];
  const sayTheme = () => {
    timers.map(clearTimeout);
    timers = [0, 500].map((wait) => setTimeout(() => frames().map((frame) => say(frame, "theme")), wait));
  };

  addEventListener("message", ({ data, origin, source }) => {
    if (data?.type != TAG || data.v != 1) return;
    const frame = frames().find((frame) => frame.contentWindow == source);
    if (!frame?.src.startsWith(ADVISOR + "/embed/")) return;
    if (origin != ADVISOR && !(origin == "null" && frame.hasAttribute("sandbox"))) return;
    const { ev, height } = data;
    const style = frame.style;
    if (ev == "ready") {
      targets.set(frame, origin == "null" ? "*" : origin);
      style.border = style.padding = 0;
      style.scrollMarginTop = "5rem"; // many pages have a header that stays on top
      for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
      say(frame, "hello");
    } else if (ev == "height" && height > frame.clientHeight) {
      style.height = Math.min(Math.max(height, 80), 20000) + "px";
    } else if (ev == "step" && frame.getBoundingClientRect().top < 0) {
      frame.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    } else if (ev == "result" && wants(frame, "share-result")) {
      const { verdict, url, version } = data;
      (frame.owner || frame).dispatchEvent(
        new CustomEvent(TAG + ":result", { bubbles: true, composed: true, detail: { verdict, url, version } }));
    }
  });

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  prefersDark.addEventListener("change", sayTheme);
  const observer = new MutationObserver(sayTheme);

  customElements.define(TAG, class extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      const frame = this.frame = document.createElement("iframe");
      const address = new URL(ADVISOR + "/embed/?" + (this.getAttribute("start") || ""));
      for (const name of ["lang", "theme"]) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      frame.owner = this;
      frame.src = address;
      frame.title = this.title || "Do you need Kubernetes? Questionnaire";
      frame.allow = "clipboard-write";
      frame.loading = "lazy";
      frame.toggleAttribute("data-share-result", this.hasAttribute("share-result"));
      frame.style.cssText = `border:0;display:block;width:100%;height:${parseInt(this.getAttribute("height")) || 560}px`;
      this.style.display = "block";
      // The link inside the element stays where scripts are stripped; a shadow root leaves it alone, and React with it.
      this.attachShadow({ mode: "open" }).append(frame);
    }
  });
})();
