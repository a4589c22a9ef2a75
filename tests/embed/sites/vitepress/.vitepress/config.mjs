export default {
  title: "Harbour",
  cleanUrls: false,
  // K8S-ADVISOR
  themeConfig: {
    nav: [
      { text: "Harbour", link: "/" },
      { text: "Choosing a platform", link: "/kubernetes" },
      { text: "Two services at once", link: "/two" },
    ],
  },
};
