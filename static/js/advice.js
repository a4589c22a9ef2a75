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
