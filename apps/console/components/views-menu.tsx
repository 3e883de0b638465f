import { CheckOutlined, DeleteOutlined, DownOutlined, TeamOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '#services/desk'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useKeptViews, type KeptViews } from './kept-views.ts'
import './choice-line.css'
import './views-menu.css'

type ViewsMenuProps = {
  /** Of which page they are. */
  page: string
  /** What is asked for now, as it is kept; nothing is the empty text. */
  query: string
  choose(query: string): void
  /** Whether two queries ask for the same. */
  same?(one: string, other: string): boolean
  /** What asking for nothing shows, as in "All assets"; where it shows nothing, there is no such line. */
  everything?: string
  /** What to say while nothing is kept. */
  none: string
  /** What stands on the button instead of the view that is shown. */
  label?: string
  icon?: ReactNode
  placement?: 'bottomLeft' | 'bottomRight'
  testId: string
}

const isSame = (one: string, other: string) => one === other

/** Queries kept under a name: choose one, keep the present one, change or drop one. */
export const ViewsMenu = (props: ViewsMenuProps) => {
  const { page, query, choose, same = isSame, everything, none, label, icon, placement = 'bottomLeft', testId } = props
  const { t } = useTranslation()
  const { may } = useSession()
  const views = useKeptViews(page)
  const { items } = views
  const [open, setOpen] = useState(false)
  const [origin, setOrigin] = useState<string>()
  const now = items.find((view) => same(view.query, query))
  const all = same(query, '')
  const from = items.find(({ id, mine }) => id === (now?.id ?? origin) && mine)
  const go = (next: string, id?: string) => {
    choose(next)
    setOrigin(id)
    setOpen(false)
  }
  const groups = [
    { title: t('components.views.mine'), items: items.filter(({ shared }) => !shared) },
    { title: t('components.views.shared'), items: items.filter(({ shared }) => shared) },
  ].filter((group) => group.items.length > 0)
  if (!may('desk:read')) return null
  const shown = now?.name ?? (all && everything ? everything : t('components.views.unsaved'))
  return (
    <Popover
      trigger="click"
      placement={placement}
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="views">
          {everything ? <ViewLine name={everything} now={all} go={() => go('')} /> : null}
          {groups.map((group) => (
            <section key={group.title}>
              <h3>{group.title}</h3>
              <ul>
                {group.items.map((view) => (
                  <li key={view.id}>
                    <ViewLine
                      name={view.name}
                      now={view === now}
                      go={() => go(view.query, view.id)}
                      kept={{ view, views }}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {now || all ? null : <KeepView views={views} query={query} from={from} kept={setOrigin} />}
          {items.length === 0 && all ? <p className="faint views-none">{none}</p> : null}
        </div>
      }
    >
      <Button data-testid={testId} {...(icon ? { icon } : {})}>
        {label ?? <span className="ellipsis views-name">{shown}</span>}
        {label === undefined ? <DownOutlined className="views-arrow" /> : null}
      </Button>
    </Popover>
  )
}

type ViewLineProps = { name: string; now: boolean; go(): void; kept?: { view: View; views: KeptViews } }

const ViewLine = ({ name, now, go, kept }: ViewLineProps) => {
  const { t } = useTranslation()
  const drop = useAct(async () => kept && kept.views.drop(kept.view))
  return (
    <div className="views-line">
      <button type="button" className="choice-line views-view" aria-pressed={now} onClick={go}>
        <span className="views-mark" aria-hidden="true">
          {now ? <CheckOutlined /> : kept?.view.shared ? <TeamOutlined /> : null}
        </span>
        <span className="ellipsis grow">{name}</span>
        {kept?.view.shared && !kept.view.mine ? <span className="faint">{kept.view.by.name}</span> : null}
      </button>
      {kept?.views.mayDrop(kept.view) ? (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          loading={drop.busy}
          onClick={() => drop.act()}
          aria-label={t('components.views.drop', { name })}
        />
      ) : null}
    </div>
  )
}

type KeepViewProps = { views: KeptViews; query: string; from: View | undefined; kept(id: string): void }

const KeepView = ({ views, query, from, kept }: KeepViewProps) => {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const keep = useAct(async () => {
    kept(await views.keep(name.trim(), query, shared))
    setName('')
  })
  const renew = useAct((view: View) => views.renew(view, query))
  return (
    <form
      className="views-keep"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') keep.act()
      }}
    >
      {from ? (
        <Button block loading={renew.busy} onClick={() => renew.act(from)}>
          {t('components.views.renew', { name: from.name })}
        </Button>
      ) : null}
      <div className="views-name-line">
        <Input
          value={name}
          maxLength={100}
          placeholder={t('components.views.name')}
          aria-label={t('components.views.name')}
          onChange={(event) => setName(event.target.value)}
          data-testid="view-name"
        />
        <Button htmlType="submit" type="primary" disabled={name.trim() === ''} loading={keep.busy}>
          {t('actions.save')}
        </Button>
      </div>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {t('components.views.share')}
      </Checkbox>
    </form>
  )
}
