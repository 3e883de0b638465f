import { Button, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable } from './data-table.tsx'
import { DetailDrawer, useDetail } from './detail-drawer.tsx'
import { sampleProblem, sampleRows, type Sample } from './gallery-data.ts'
import { Ago, Bytes, Duration } from './quantities.tsx'
import { rowsOf, type Rows } from './rows.ts'
import { Empty } from './states.tsx'
import { Status, type Tone } from './status.tsx'
import type { Column, TableQuery } from './table-columns.ts'
import { useTableQuery } from './table-query.ts'
import { offerUndo } from './undo-list.ts'

const tones: Record<Sample['state'], Tone> = {
  ready: 'jade',
  working: 'sky',
  failed: 'red',
  late: 'amber',
  rest: 'none',
}
const shows = ['full', 'empty', 'pending', 'failed'] as const
const filters = ['state']
const idOf = (row: Sample) => row.id
const versionOf = (row: Sample) => row.version

/** The table in each of its states, 10,000 rows deep. */
export const GalleryTable = () => {
  const { t } = useTranslation()
  const [show, setShow] = useState<(typeof shows)[number]>('full')
  const [all, setAll] = useState(() => sampleRows(10_000))
  const [query, setQuery] = useTableQuery(filters)
  const detail = useDetail('sample')
  const title = useTitle()
  const found = useMemo(() => ordered(all, query, title), [all, query, title])
  const rows: Rows<Sample> = {
    ...rowsOf(show === 'full' ? found : []),
    pending: show === 'pending',
    ...(show === 'failed' ? { error: sampleProblem, again: () => setShow('full') } : {}),
  }
  const columns = useColumns(title)
  const update = () =>
    setAll((rows) => rows.map((row, i) => (i % 9 === 1 ? { ...row, version: row.version + 1 } : row)))
  const remove = (items: readonly Sample[], clear: () => void) => {
    const before = all
    const gone = new Set(items.map(idOf))
    setAll(all.filter((row) => !gone.has(row.id)))
    clear()
    offerUndo({ text: t('gallery.table.removed', { count: items.length }), undo: () => setAll(before) })
  }
  const bulk = (items: readonly Sample[], clear: () => void) => (
    <>
      <Button onClick={update} data-testid="bulk-update">
        {t('gallery.table.update')}
      </Button>
      <Button danger onClick={() => remove(items, clear)} data-testid="bulk-remove">
        {t('actions.delete')}
      </Button>
    </>
  )
  const at = rows.items.findIndex((row) => row.id === detail.id)
  const open = rows.items[at]
  const step = (by: number) => {
    const next = rows.items[at + by]
    return next && at !== -1 ? () => detail.open(next.id) : undefined
  }
  return (
    <>
      <DataTable<Sample>
        name="gallery"
        label={t('gallery.table.label')}
        columns={columns}
        rows={rows}
        idOf={idOf}
        nameOf={title}
        versionOf={versionOf}
        query={query}
        onQuery={setQuery}
        search={t('gallery.table.search')}
        views={{ page: 'gallery', filters }}
        open={(row) => detail.open(row.id)}
        current={detail.id}
        bulk={bulk}
        tools={
          <Segmented
            size="small"
            value={show}
            onChange={setShow}
            options={shows.map((value) => ({ value, label: t(`gallery.shows.${value}`) }))}
            aria-label={t('gallery.state')}
          />
        }
        empty={<Empty title={t('gallery.table.none')} detail={t('gallery.table.noneDetail')} />}
      />
      <DetailDrawer
        open={open !== undefined}
        close={detail.close}
        title={open ? title(open) : ''}
        about={open ? <Ago at={open.at} /> : null}
        previous={step(-1)}
        next={step(1)}
        actions={<Button type="primary">{t('actions.save')}</Button>}
        testId="gallery-drawer"
      >
        {open ? (
          <dl className="facts">
            {columns.map((column) => (
              <div key={column.key} style={{ display: 'contents' }}>
                <dt>{column.title}</dt>
                <dd>{column.cell(open)}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </DetailDrawer>
    </>
  )
}

const useTitle = () => {
  const { t } = useTranslation()
  return useMemo(
    () => (row: Sample) => t(row.number % 6 === 3 ? 'gallery.sampleLong' : 'gallery.sample', { number: row.number }),
    [t],
  )
}

const useColumns = (title: (row: Sample) => string): Column<Sample>[] => {
  const { t } = useTranslation()
  return useMemo(() => {
    const states = (['ready', 'working', 'failed', 'late', 'rest'] as const).map((value) => ({
      value,
      label: t(`gallery.states.${value}`),
    }))
    return [
      { key: 'title', title: t('gallery.table.title'), cell: title, grow: true, widthPixels: 280, sortable: true },
      {
        key: 'state',
        title: t('gallery.state'),
        cell: (row) => (
          <Status tone={tones[row.state]} state={row.state} progress={row.state === 'working' ? 0.43 : undefined}>
            {t(`gallery.states.${row.state}`)}
          </Status>
        ),
        widthPixels: 148,
        filter: states,
        card: 'state',
      },
      {
        key: 'duration',
        title: t('gallery.table.duration'),
        cell: (row) => <Duration seconds={row.durationSeconds} />,
        widthPixels: 96,
        end: true,
        sortable: true,
      },
      {
        key: 'bytes',
        title: t('gallery.table.size'),
        cell: (row) => <Bytes bytes={row.bytes} />,
        widthPixels: 104,
        end: true,
        sortable: true,
      },
      {
        key: 'by',
        title: t('gallery.table.by'),
        cell: (row) => t('gallery.person', { number: row.by + 1 }),
        widthPixels: 132,
        card: 'about',
      },
      { key: 'at', title: t('gallery.table.at'), cell: (row) => <Ago at={row.at} />, widthPixels: 120, card: 'about' },
      { key: 'id', title: t('gallery.table.id'), cell: (row) => <span className="mono">{row.id}</span>, hidden: true },
    ]
  }, [t, title])
}

const ordered = (rows: Sample[], { text, sort, filters }: TableQuery, title: (row: Sample) => string): Sample[] => {
  const wanted = rows.filter(
    (row) => (!filters.state || row.state === filters.state) && (!text || title(row).includes(text)),
  )
  if (!sort) return wanted
  const by = (row: Sample) => ({ duration: row.durationSeconds, bytes: row.bytes })[sort.by] ?? row.number
  return wanted.toSorted((a, b) => (sort.descending ? by(b) - by(a) : by(a) - by(b)))
}
