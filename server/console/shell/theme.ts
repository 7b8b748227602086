/** The look chosen here: the system's, or always light or dark. Kept by the browser; set before the first picture. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: string | null): value is Theme =>
  (themes as readonly (string | null)[]).includes(value);

export const rememberedTheme = (): Theme => {
  try {
    const kept = localStorage.getItem("theme");
    return isTheme(kept) ? kept : "system";
  } catch {
    return "system";
  }
};

const systemLook = window.matchMedia("(prefers-color-scheme: dark)");

const systemsTheme = (): Theme => (systemLook.matches ? "dark" : "light");

/** The document says which of the two looks it has; the system's own is asked for here, so that the styles know one. */
export const wearTheme = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme === "system" ? systemsTheme() : theme;
};

/** Goes with the system when it turns dark or light, unless a look was chosen. */
export const followSystem = (): void =>
  systemLook.addEventListener("change", () => wearTheme(rememberedTheme()));

export const chooseTheme = (theme: Theme): void => {
  wearTheme(theme);
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // A browser that keeps nothing shows the system's look next time.
  }
};
