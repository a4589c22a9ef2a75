import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";

export default defineConfig({
  site: "http://localhost",
  integrations: [
    starlight({
      title: "Harbour",
      // K8S-ADVISOR
      sidebar: [
        { label: "Choosing a platform", slug: "kubernetes" },
        { label: "Two services at once", slug: "two" },
      ],
    }),
  ],
});
