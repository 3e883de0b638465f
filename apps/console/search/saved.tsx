import { DeleteOutlined, SaveOutlined, TeamOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '#services/desk'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { readAsked, writeAsked, type Asked, type Change } from './asked.ts'
import { isAsking } from './found.ts'

const page = 'search'
const savedKey = ['views', page] as const

/** Searches kept under a name, one's own and those of the station. */
export const useSaved = (): { items: View[] } => {
  const { may } = useSession()
  const { data } = useQuery({
    queryKey: savedKey,
    queryFn: async ({ signal }) => (await api.desk.views({ page }, { signal })).items,
    enabled: may('desk:read'),
  })
  return { items: data ?? [] }
}

/** Searches kept under a name: choose one, keep the present one, drop one. */
export const Saved = ({ asked, change }: { asked: Asked; change: Change }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const { items } = useSaved()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const query = writeAsked(asked)
  const again = () => queries.invalidateQueries({ queryKey: savedKey })
  const save = useAct(async () => {
    await api.desk.createView({ page, name: name.trim(), query, shared })
    setName('')
    await again()
  })
  const drop = useAct(async (id: string) => {
    await api.desk.deleteView({ id })
    await again()
  })
  const isSaved = items.some((view) => view.query === query)
  const keep = isAsking(asked) && !isSaved
  if (!may('desk:read')) return null
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="search-saved">
          {items.length === 0 && !keep ? <p className="faint">{t('search.noSaved')}</p> : null}
          <ul>
            {items.map((view) => (
              <li key={view.id} className="row">
                <button
                  type="button"
                  className="facet grow"
                  aria-pressed={view.query === query}
                  onClick={() => {
                    setOpen(false)
                    change(() => readAsked(new URLSearchParams(view.query)))
                  }}
                >
                  <span className="ellipsis grow">{view.name}</span>
                  {view.shared ? <TeamOutlined className="faint" aria-label={t('search.shared')} /> : null}
                </button>
                {view.mine || may('station:manage') ? (
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    loading={drop.busy}
                    onClick={() => drop.act(view.id)}
                    aria-label={t('search.drop', { name: view.name })}
                  />
                ) : null}
              </li>
            ))}
          </ul>
          {keep ? (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                if (name.trim() !== '') save.act()
              }}
            >
              <div className="search-saved-line">
                <Input
                  value={name}
                  maxLength={100}
                  placeholder={t('search.savedName')}
                  aria-label={t('search.savedName')}
                  onChange={(event) => setName(event.target.value)}
                  data-testid="saved-name"
                />
                <Button htmlType="submit" type="primary" disabled={name.trim() === ''} loading={save.busy}>
                  {t('actions.save')}
                </Button>
              </div>
              <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
                {t('search.share')}
              </Checkbox>
            </form>
          ) : null}
        </div>
      }
    >
      <Button icon={<SaveOutlined />} data-testid="saved">
        {t('search.saved')}
      </Button>
    </Popover>
  )
}
