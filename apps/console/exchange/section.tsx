import { SwapOutlined } from '@ant-design/icons'
import { page, type Section } from '../shell/sections.ts'

export const section: Section = {
  places: [{ to: '/exchange', label: 'nav.exchange', icon: <SwapOutlined />, scope: 'assets:read', order: 29 }],
  routes: [{ path: 'exchange', lazy: page(() => import('./exchange-page.tsx'), 'ExchangePage') }],
}
