import { ApartmentOutlined, DeploymentUnitOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

const pages = () => import('./pages.tsx')

export const section: Section = {
  places: [
    {
      to: '/runs',
      label: 'nav.runs',
      icon: <DeploymentUnitOutlined />,
      scope: 'runs:read',
      order: 30,
      thumb: true,
    },
    {
      to: '/runs/queues',
      label: 'runs.queues',
      icon: <ApartmentOutlined />,
      scope: 'runs:read',
      order: 31,
      quiet: true,
    },
  ],
  routes: [
    { path: 'runs', lazy: page(pages, 'RunsPage') },
    { path: 'runs/queues', lazy: page(pages, 'QueuesPage') },
    { path: 'runs/:id', lazy: page(pages, 'RunPage') },
  ],
}
