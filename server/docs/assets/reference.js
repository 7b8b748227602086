// Redoc in the look of the page; drawn anew when the look changes, since its colours are values and not styles.
(() => {
  const place = document.getElementById("reference");
  const font = 'system-ui, "Noto Sans", sans-serif';
  const code = 'ui-monospace, "Noto Sans Mono", Menlo, monospace';
  const look = (isDark) => ({
    colors: {
      primary: { main: "#5046d6" },
      success: { main: isDark ? "#6fdca6" : "#0b6b43" },
      warning: { main: isDark ? "#f5bd6c" : "#8a4b00" },
      error: { main: isDark ? "#ff9aa6" : "#b01c2e" },
      text: isDark
        ? { primary: "#e9ecf3", secondary: "#a5aec0" }
        : { primary: "#1a2030", secondary: "#566073" },
      border: isDark ? { dark: "#2e3545", light: "#2e3545" } : { dark: "#dde1e8", light: "#eef0f4" },
      responses: isDark
        ? {
            success: { color: "#6fdca6", backgroundColor: "#123524", tabTextColor: "#6fdca6" },
            error: { color: "#ff9aa6", backgroundColor: "#44161d", tabTextColor: "#ff9aa6" },
          }
        : {},
    },
    schema: isDark
      ? {
          nestedBackground: "#181c25",
          linesColor: "#7f899d",
          typeNameColor: "#a5aec0",
          typeTitleColor: "#a5aec0",
          requireLabelColor: "#ff9aa6",
          defaultDetailsWidth: "75%",
        }
      : {},
    sidebar: { width: "0px" },
    rightPanel: { backgroundColor: isDark ? "#0b0d12" : "#263238" },
    typography: {
      fontFamily: font,
      headings: { fontFamily: font },
      code: isDark
        ? { fontFamily: code, color: "#ff9aa6", backgroundColor: "#232936" }
        : { fontFamily: code, color: "#b01c2e" },
      links: isDark ? { color: "#a5a0ff", hover: "#c0bcff", visited: "#a5a0ff" } : {},
    },
  });
  let drawn = null;
  const draw = () => {
    const isDark = document.documentElement.dataset.theme === "dark";
    if (drawn === isDark) return;
    drawn = isDark;
    Redoc.init(
      place.dataset.document,
      { theme: look(isDark), hideDownloadButton: true, expandResponses: "200,201", disableSearch: true },
      place,
    );
  };
  draw();
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
