import { useEffect, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { basePath } from "../api/call.ts";
import { mayDo, useSession } from "../api/session.tsx";
import { useText } from "../i18n/index.tsx";
import { Button, TextLink } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { LanguageMenu, PersonMenu, ThemeMenu } from "./menus.tsx";
import { isHere, navigation } from "./navigation.ts";
import { ConnectionNotice } from "./connection.tsx";
import { usePagePlace } from "./page-place.ts";

const Navigation = (): ReactNode => {
  const t = useText();
  const [path] = useLocation();
  const { role } = useSession().staff;
  return (
    <nav aria-label={t("nav")} className="nav">
      {navigation.map((group) => {
        const places = group.places.filter((place) => mayDo(role, place.role));
        if (places.length === 0) return null;
        return (
          <div key={group.label} className="nav-group">
            <h2 className="nav-label">{t(group.label)}</h2>
            <ul>
              {places.map((place) => (
                <li
                  key={place.href}
                  className={isHere(place, path) ? "nav-place nav-here" : "nav-place"}
                  {...(isHere(place, path) && { "aria-current": "page" })}
                >
                  <TextLink href={place.href}>
                    <Icon name={place.icon} />
                    {t(place.label)}
                  </TextLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      <p className="nav-place">
        <TextLink href={`${window.location.origin}${basePath}/docs`} isOutside>
          <Icon name="outside" />
          {t("nav.docs")}
        </TextLink>
      </p>
    </nav>
  );
};

export const Layout = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const t = useText();
  const [path] = useLocation();
  const { business } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => setIsOpen(false), [path]);
  usePagePlace(path);
  return (
    <div className={isOpen ? "shell shell-open" : "shell"}>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <header className="bar">
        <div className="bar-menu">
          <Button
            look="quiet"
            icon={isOpen ? "close" : "menu"}
            label={isOpen ? t("nav.close") : t("nav.open")}
            onPress={() => setIsOpen(!isOpen)}
          />
        </div>
        <p className="brand">
          <span className="brand-mark" aria-hidden="true" />
          <bdi>{business.name}</bdi>
        </p>
        <div className="bar-end">
          <LanguageMenu />
          <ThemeMenu />
          <PersonMenu />
        </div>
      </header>
      <div className="side">
        <Navigation />
      </div>
      <main id="content" className="content" tabIndex={-1}>
        <ConnectionNotice />
        {children}
      </main>
    </div>
  );
};
