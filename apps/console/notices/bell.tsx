import { BellOutlined } from '@ant-design/icons'
import { Badge, Button, Drawer, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import type { Notice as NoticeItem } from '#services/desk'
import { formatAgo, formatInstant } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { useMarkRead, useNotices, useUnread, type Which } from './notice-data.ts'
import { noticeAddress, noticeText } from './notice-words.ts'
import './notices.css'

/** The bell: how much is unread, and the list of what happened. Red only when something failed. */
export const Bell = () => {
  const { t } = useTranslation()
  const unread = useUnread()
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  useEffect(() => setOpen(false), [pathname])
  const { count = 0, fails = 0, newest } = unread.data ?? {}
  return (
    <>
      <Badge count={count} size="small" overflowCount={99} className={fails > 0 ? 'bell is-fail' : 'bell'}>
        <Button
          type="text"
          icon={<BellOutlined />}
          onClick={() => setOpen(true)}
          aria-haspopup="dialog"
          aria-label={count > 0 ? t('notices.bellUnread', { count }) : t('notices.bell')}
          data-testid="bell"
        />
      </Badge>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('notices.bell')} size={420} destroyOnHidden>
        <Notices newest={count > 0 ? newest : undefined} />
      </Drawer>
    </>
  )
}

const Notices = ({ newest }: { newest: string | undefined }) => {
  const { t } = useTranslation()
  const [which, setWhich] = useState<Which>('all')
  const { notices, ...query } = useNotices(which)
  const mark = useMarkRead()
  return (
    <div className="notices" data-testid="notices">
      <div className="row">
        <Segmented
          size="small"
          value={which}
          onChange={setWhich}
          options={(['all', 'unread', 'mine'] as const).map((value) => ({ value, label: t(`notices.which.${value}`) }))}
          aria-label={t('notices.show')}
        />
        <div className="grow" />
        {newest ? (
          <Button size="small" type="text" onClick={() => void mark.all(newest)} data-testid="all-read">
            {t('notices.allRead')}
          </Button>
        ) : null}
      </div>
      {query.error && notices.length === 0 ? (
        <ErrorState error={query.error} again={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton rows={8} />
      ) : notices.length === 0 ? (
        <Empty title={t(`notices.none.${which}`)} />
      ) : (
        <ul className="notice-list">
          {notices.map((notice) => (
            <Row key={notice.id} notice={notice} read={() => mark.one(notice.id)} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button
          block
          type="text"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
          className="notice-more"
        >
          {t('notices.earlier')}
        </Button>
      ) : null}
    </div>
  )
}

const Row = ({ notice, read }: { notice: NoticeItem; read(): void }) => {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const address = noticeAddress(notice)
  const text = (
    <>
      <span className="notice-text">{noticeText(notice)}</span>
      <time dateTime={notice.at} title={formatInstant(notice.at, i18n.language)} className="faint">
        {formatAgo(notice.at, i18n.language)}
      </time>
    </>
  )
  const go = (event: React.MouseEvent) => {
    if (!notice.read) read()
    if (!address || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    void navigate(address)
  }
  return (
    <li className={`notice-row is-${notice.severity}${notice.read ? '' : ' is-unread'}`} data-kind={notice.kind}>
      <i className="notice-mark" aria-hidden="true" />
      {address ? (
        <Link to={address} onClick={go}>
          {text}
        </Link>
      ) : (
        <div>{text}</div>
      )}
      {notice.read ? null : (
        <Button size="small" type="text" className="notice-read" onClick={read} aria-label={t('notices.read')}>
          <i className="dot" aria-hidden="true" />
        </Button>
      )}
    </li>
  )
}
