import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rows } from './rows.ts'
import { ErrorState, Skeleton } from './states.tsx'

type ShortListProps<T> = {
  rows: Rows<T>
  /** What stands there when there is nothing. */
  empty: ReactNode
  children(item: T): ReactNode
}

/** A list within a page, of a few entries as a rule; more are fetched when they are asked for. */
export const ShortList = <T,>({ rows, empty, children }: ShortListProps<T>) => {
  const { t } = useTranslation()
  return (
    <>
      {rows.error ? <ErrorState small error={rows.error} again={rows.again} /> : null}
      {rows.pending ? <Skeleton rows={2} /> : null}
      {!rows.pending && !rows.error && rows.items.length === 0 ? empty : null}
      <ul>{rows.items.map(children)}</ul>
      {rows.hasMore ? (
        <Button size="small" loading={rows.loadingMore} onClick={rows.more}>
          {t('history.more')}
        </Button>
      ) : null}
    </>
  )
}
