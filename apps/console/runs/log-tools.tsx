import { DownloadOutlined, DownOutlined, UpOutlined, VerticalAlignBottomOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '../components/copyable.tsx'
import { saveText } from '../shell/save-text.ts'
import { logText, type LogLine } from './log-lines.ts'

type LogToolsProps = {
  name: string
  lines: readonly LogLine[]
  wanted: string
  search(wanted: string): void
  hits: number
  /** Which hit is looked at, from 0. */
  current: number
  go(by: number): void
  wrapped: boolean
  wrap(wrapped: boolean): void
  following: boolean
  follow(): void
}

/** Above a log: what is searched for in it, how its lines stand, and taking it along. */
export const LogTools = (props: LogToolsProps) => {
  const { name, lines, wanted, search, hits, current, go, wrapped, wrap, following, follow } = props
  const { t } = useTranslation()
  return (
    <div className="log-tools">
      <Input
        className="log-search"
        type="search"
        size="small"
        placeholder={t('runs.searchLog')}
        aria-label={t('runs.searchLog')}
        value={wanted}
        onChange={(event) => search(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && wanted !== '') {
            event.stopPropagation()
            search('')
          }
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          go(event.shiftKey ? -1 : 1)
        }}
        suffix={
          <span className="faint numerals" role="status" data-testid="log-hits">
            {wanted.trim() === ''
              ? null
              : hits === 0
                ? t('runs.logNoMatch')
                : t('runs.logHit', { number: current + 1, all: hits })}
          </span>
        }
        data-testid="log-search"
      />
      <Button
        type="text"
        size="small"
        icon={<UpOutlined />}
        disabled={hits === 0}
        onClick={() => go(-1)}
        aria-label={t('runs.logPrevious')}
        title={`${t('runs.logPrevious')} (⇧ Enter)`}
      />
      <Button
        type="text"
        size="small"
        icon={<DownOutlined />}
        disabled={hits === 0}
        onClick={() => go(1)}
        aria-label={t('runs.logNext')}
        title={`${t('runs.logNext')} (Enter)`}
        data-testid="log-next"
      />
      <span className="grow" />
      <Checkbox checked={wrapped} onChange={(event) => wrap(event.target.checked)} data-testid="log-wrap">
        {t('runs.wrap')}
      </Checkbox>
      <Button
        type="text"
        size="small"
        icon={<VerticalAlignBottomOutlined className={following ? 'jade' : ''} />}
        aria-pressed={following}
        onClick={follow}
        aria-label={t('runs.follow')}
        title={t('runs.follow')}
      />
      <CopyButton text={() => logText(lines)} label={t('runs.copyLog')} />
      <Button
        type="text"
        size="small"
        icon={<DownloadOutlined />}
        onClick={() => saveText(`${name}.log`, 'text/plain', logText(lines))}
        aria-label={t('runs.saveLog')}
        title={t('runs.saveLog')}
      />
    </div>
  )
}
