import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, Navigate } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { startLanguages } from './i18n.ts'
import { LoginPage } from './login/login-page.tsx'
import { ErrorPage } from './shell/error-page.tsx'
import { Layout } from './shell/layout.tsx'
import { queries } from './shell/query.ts'
import { ThemeProvider } from './theme/theme.tsx'
import './theme/base.css'

/** A page of its own bundle, fetched when it is first opened. */
const page =
  <M extends Record<string, unknown>>(load: () => Promise<M>, name: keyof M) =>
  async () => ({ Component: (await load())[name] as () => React.ReactNode })

const library = () => import('./library/library-page.tsx')
const asset = () => import('./asset/asset-page.tsx')
const runs = () => import('./runs/pages.tsx')
const station = () => import('./station/pages.tsx')

const router = createBrowserRouter(
  [
    { path: '/login', element: <LoginPage />, errorElement: <ErrorPage /> },
    {
      path: '/',
      element: <Layout />,
      errorElement: <ErrorPage />,
      HydrateFallback: () => null,
      children: [
        { index: true, element: <Navigate to="/library" replace /> },
        { path: 'library', lazy: page(library, 'LibraryPage') },
        { path: 'assets/:id', lazy: page(asset, 'AssetPage') },
        { path: 'runs', lazy: page(runs, 'RunsPage') },
        { path: 'runs/queues', lazy: page(runs, 'QueuesPage') },
        { path: 'runs/:id', lazy: page(runs, 'RunPage') },
        { path: 'station', lazy: page(station, 'StationPage') },
        { path: 'station/people', lazy: page(station, 'PeoplePage') },
        { path: 'station/keys', lazy: page(station, 'KeysPage') },
        { path: 'station/audit', lazy: page(station, 'AuditPage') },
        { path: '*', element: <ErrorPage missing /> },
      ],
    },
  ],
  { basename: '/console' },
)

await startLanguages()
createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
)
