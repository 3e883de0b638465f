import { CheckOutlined, DeleteOutlined, DownOutlined } from '@ant-design/icons'
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../shell/use-act.ts'
import type { TableQuery } from './table-columns.ts'
import { sameQuery } from './table-query.ts'
import type { SavedViews } from './table-tools.tsx'

type TableViewsProps = { views: SavedViews; query: TableQuery; change(query: TableQuery): void }

const everything: TableQuery = { filters: {} }

/** Queries kept under a name: choose one, keep the present one, drop one. */
export const TableViews = ({ views, query, change }: TableViewsProps) => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const saving = useAct(async () => {
    await views.save(name.trim(), query)
    setName('')
  })
  const removing = useAct(async (id: string) => views.remove?.(id))
  const now = views.items.find((view) => sameQuery(view.query, query))
  const all = sameQuery(query, everything)
  const label = now?.name ?? (all ? t('components.table.everything') : t('components.table.unsaved'))
  const go = (next: TableQuery) => {
    change(next)
    setOpen(false)
  }
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="table-views">
          <ul>
            <ViewLine name={t('components.table.everything')} now={all} go={() => go(everything)} />
            {views.items.map((view) => (
              <ViewLine
                key={view.id}
                name={view.name}
                now={view === now}
                go={() => go(view.query)}
                drop={views.remove && view.removable !== false ? () => removing.act(view.id) : undefined}
              />
            ))}
          </ul>
          {now || all ? null : (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                if (name.trim() !== '') saving.act()
              }}
            >
              <Input
                value={name}
                maxLength={60}
                placeholder={t('components.table.viewName')}
                aria-label={t('components.table.viewName')}
                onChange={(event) => setName(event.target.value)}
              />
              <Button htmlType="submit" type="primary" disabled={name.trim() === ''} loading={saving.busy}>
                {t('components.table.saveView')}
              </Button>
            </form>
          )}
        </div>
      }
    >
      <Button data-testid="table-views">
        <span className="ellipsis table-view-name">{label}</span>
        <DownOutlined className="table-view-arrow" />
      </Button>
    </Popover>
  )
}

type ViewLineProps = { name: string; now: boolean; go(): void; drop?: (() => void) | undefined }

const ViewLine = ({ name, now, go, drop }: ViewLineProps) => {
  const { t } = useTranslation()
  return (
    <li>
      <button type="button" className="table-filter" aria-pressed={now} onClick={go}>
        <span className="ellipsis">{name}</span>
        {now ? <CheckOutlined aria-hidden="true" /> : null}
      </button>
      {drop ? (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          onClick={drop}
          aria-label={t('components.table.dropView', { name })}
        />
      ) : null}
    </li>
  )
}
