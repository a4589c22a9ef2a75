// Shows the copy buttons where the browser can copy (not on plain http), and copies the link that each one names.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// Says that a report is being made while it is; without JavaScript the link downloads it all the same.
for (const link of document.querySelectorAll("a[data-working]")) {
  const label = link.textContent;
  const status = document.getElementById("working");
  const say = (text) => { link.textContent = text; status.textContent = text; };
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    say(link.dataset.working);
    try {
      const response = await fetch(link.href, { headers: { Accept: "application/pdf, application/json" } });
      if (!response.ok) throw new Error(response.status);
      const saved = document.createElement("a");
      saved.href = URL.createObjectURL(await response.blob());
      saved.download = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition"))[1];
      saved.click();
      setTimeout(() => URL.revokeObjectURL(saved.href), 60000);
      say(label);
    } catch {
      say(link.dataset.failed);
    }
    link.ariaBusy = "false";
  });
}
