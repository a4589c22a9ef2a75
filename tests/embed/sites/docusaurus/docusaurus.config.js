export default {
  title: "Harbour",
  url: "http://localhost",
  baseUrl: "/",
  trailingSlash: true,
  onBrokenLinks: "throw",
  // K8S-ADVISOR
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
  themeConfig: {
    navbar: {
      title: "Harbour",
      items: [
        { to: "/kubernetes/", label: "Choosing a platform" },
        { to: "/two/", label: "Two services at once" },
      ],
    },
  },
};
