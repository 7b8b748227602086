import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
// From its own file: the library's index would bring what any page uses of it into the first load.
// Not from the components' index, which would bring parts of single pages into the first load.
import { RouterProvider } from "react-aria/private/utils/openLink";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { basePath } from "./api/call.ts";
import { queryClient } from "./api/queries.ts";
import { mayDo, SessionGate, useSession, type SessionState } from "./api/session.tsx";
import { LanguageProvider, prepareLanguage } from "./i18n/index.tsx";
import { leaveBy } from "./parts/leave-guard.tsx";
import { Skeleton } from "./parts/page.tsx";
import { Toasts } from "./parts/toasts.tsx";
import { pages } from "./pages/index.ts";
import { PageBoundary } from "./shell/failed-page.tsx";
import { Layout } from "./shell/layout.tsx";
import { Forbidden, NotFound, Unreachable } from "./shell/other-pages.tsx";
import { SignInAgain, SignInPage } from "./shell/sign-in.tsx";

const base = `${basePath}/console`;

const isOurs = (href: string): boolean => href.startsWith("/");

const Pages = (): ReactNode => {
  const { role } = useSession().staff;
  const [place] = useLocation();
  return (
    <PageBoundary place={place}>
      <Switch>
        {pages.map(({ path, role: least, Show }) => (
          <Route key={path} path={path}>
            {mayDo(role, least) ? <Show /> : <Forbidden role={least} />}
          </Route>
        ))}
        <Route path="/integrations">
          <Redirect to={mayDo(role, "owner") ? "/integrations/api-keys" : "/integrations/webhooks"} replace />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </PageBoundary>
  );
};

const Inside = ({ state }: { readonly state: SessionState }): ReactNode => {
  if (state.state === "asking") return <Skeleton lines={8} />;
  if (state.state === "unreachable") return <Unreachable problem={state.problem} />;
  if (state.state === "signed_out") return <SignInPage />;
  return (
    <>
      <Layout>
        <Pages />
      </Layout>
      <SignInAgain session={state.session} isOpen={state.ended} />
    </>
  );
};

const Console = (): ReactNode => {
  const [, navigate] = useLocation();
  return (
    <RouterProvider
      navigate={(href) => leaveBy(() => navigate(href))}
      useHref={(href) => (isOurs(href) ? base + href : href)}
    >
      <SessionGate>
        {(state) => {
          const business = state.state === "signed_in" ? state.session.business : null;
          return (
            <LanguageProvider country={business?.country} timeZone={business?.time_zone}>
              <Inside state={state} />
              <Toasts />
            </LanguageProvider>
          );
        }}
      </SessionGate>
    </RouterProvider>
  );
};

const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no #root");
await prepareLanguage();
createRoot(root).render(
  <QueryClientProvider client={queryClient}>
    <Router base={base}>
      <Console />
    </Router>
  </QueryClientProvider>,
);
