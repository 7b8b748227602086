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

export const wearTheme = (theme: Theme): void => {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
};

export const chooseTheme = (theme: Theme): void => {
  wearTheme(theme);
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // A browser that keeps nothing shows the system's look next time.
  }
};
