"""The PDF report: laid out from the same Advice and bills as the page, rendered in processes of its own."""
