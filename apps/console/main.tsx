import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { startLanguages } from './i18n.ts'
import { LoginPage } from './login/login-page.tsx'
import { sections } from './shell/all-sections.ts'
import { ErrorPage } from './shell/error-page.tsx'
import { Home } from './shell/home.tsx'
import { Layout } from './shell/layout.tsx'
import { queries } from './shell/query.ts'
import { ThemeProvider } from './theme/theme.tsx'
import '../shared/type.css'
import './theme/base.css'

const router = createBrowserRouter(
  [
    { path: '/login', element: <LoginPage />, errorElement: <ErrorPage /> },
    {
      path: '/',
      element: <Layout />,
      errorElement: <ErrorPage />,
      HydrateFallback: () => null,
      children: [
        { index: true, element: <Home /> },
        ...sections.flatMap((section) => section.routes),
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
