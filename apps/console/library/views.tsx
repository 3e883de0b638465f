import { CheckOutlined, DeleteOutlined, DownOutlined, TeamOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '#services/desk'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { everything, keyOfFilter, readFilter, writeFilter, type Filter } from './filter.ts'

const page = 'library'
const viewsKey = ['views', page] as const
const queryOf = (filter: Filter) => writeFilter(new URLSearchParams(), filter).toString()
const filterOf = ({ query }: View) => readFilter(new URLSearchParams(query))

/** Filters kept under a name, one's own and those shared with the station. */
const useViews = () =>
  useQuery({
    queryKey: viewsKey,
    queryFn: async ({ signal }) => (await api.desk.views({ page }, { signal })).items,
  })

type ViewsProps = { filter: Filter; choose(filter: Filter): void }

/** Which saved view is shown; choose another, keep the present filter as one, drop one. */
export const Views = ({ filter, choose }: ViewsProps) => {
  const { t } = useTranslation()
  const { data = [] } = useViews()
  const [open, setOpen] = useState(false)
  const [origin, setOrigin] = useState<string>()
  const key = keyOfFilter(filter)
  const now = data.find((view) => keyOfFilter(filterOf(view)) === key)
  const all = key === ''
  const from = data.find(({ id, mine }) => id === (now?.id ?? origin) && mine)
  const go = (next: Filter, id?: string) => {
    choose(next)
    setOrigin(id)
    setOpen(false)
  }
  const groups = [
    { title: t('library.views.mine'), items: data.filter(({ shared }) => !shared) },
    { title: t('library.views.shared'), items: data.filter(({ shared }) => shared) },
  ].filter(({ items }) => items.length > 0)
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="views">
          <ViewLine name={t('library.views.all')} now={all} go={() => go(everything)} />
          {groups.map(({ title, items }) => (
            <section key={title}>
              <h3>{title}</h3>
              <ul>
                {items.map((view) => (
                  <li key={view.id}>
                    <ViewLine view={view} name={view.name} now={view === now} go={() => go(filterOf(view), view.id)} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {now || all ? null : <SaveView filter={filter} from={from} saved={setOrigin} />}
          {data.length === 0 && all ? <p className="faint views-none">{t('library.views.none')}</p> : null}
        </div>
      }
    >
      <Button data-testid="views">
        <span className="ellipsis views-name">
          {now?.name ?? (all ? t('library.views.all') : t('library.views.unsaved'))}
        </span>
        <DownOutlined className="views-arrow" />
      </Button>
    </Popover>
  )
}

type ViewLineProps = { name: string; now: boolean; go(): void; view?: View }

const ViewLine = ({ name, now, go, view }: ViewLineProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const drop = useAct(async (id: string) => {
    await api.desk.deleteView({ id })
    await queries.invalidateQueries({ queryKey: viewsKey })
  })
  return (
    <div className="views-line">
      <button type="button" className="facet" aria-pressed={now} onClick={go}>
        <span className="facet-mark" aria-hidden="true">
          {now ? <CheckOutlined /> : view?.shared ? <TeamOutlined /> : null}
        </span>
        <span className="ellipsis facet-label">{name}</span>
        {view?.shared && !view.mine ? <span className="faint">{view.by.name}</span> : null}
      </button>
      {view && (view.mine || (view.shared && may('station:manage'))) ? (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          loading={drop.busy}
          onClick={() => drop.act(view.id)}
          aria-label={t('library.views.drop', { name })}
        />
      ) : null}
    </div>
  )
}

type SaveViewProps = { filter: Filter; from: View | undefined; saved(id: string): void }

const SaveView = ({ filter, from, saved }: SaveViewProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const query = queryOf(filter)
  const again = () => queries.invalidateQueries({ queryKey: viewsKey })
  const save = useAct(async () => {
    const view = await api.desk.createView({ page, name: name.trim(), query, shared })
    saved(view.id)
    setName('')
    await again()
  })
  const renew = useAct(async (view: View) => {
    await api.desk.updateView({ id: view.id, version: view.version, query })
    await again()
  })
  return (
    <form
      className="views-save"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') save.act()
      }}
    >
      {from ? (
        <Button block loading={renew.busy} onClick={() => renew.act(from)}>
          {t('library.views.renew', { name: from.name })}
        </Button>
      ) : null}
      <div className="views-name-line">
        <Input
          value={name}
          maxLength={100}
          placeholder={t('library.views.name')}
          aria-label={t('library.views.name')}
          onChange={(event) => setName(event.target.value)}
          data-testid="view-name"
        />
        <Button htmlType="submit" type="primary" disabled={name.trim() === ''} loading={save.busy}>
          {t('actions.save')}
        </Button>
      </div>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {t('library.views.share')}
      </Checkbox>
    </form>
  )
}
