import { ClockCircleOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../shell/api.ts'
import { formatTimecode } from '../shell/format.ts'
import { putComment } from './comments-data.ts'
import { LiveTimecode } from './timecode-field.tsx'
import type { Deck } from './use-deck.ts'
import { useWriting, WritingField } from './writing.tsx'

type Kind = 'comment' | 'marker'
const sendKeys = 'Ctrl+Enter'
type Place = { inSeconds?: number; outSeconds?: number }

/** Says something of this moment, of what lies between in and out, or of the whole. The film waits while one writes. */
export const CommentComposer = ({ asset, deck }: { asset: string; deck: Deck }) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [kind, setKind] = useState<Kind>('comment')
  const [timed, setTimed] = useState(true)
  const { playhead, framesPerSecond, range } = deck
  const { fromSeconds, toSeconds } = range
  const ranged = fromSeconds !== undefined && toSeconds !== undefined && toSeconds > fromSeconds
  const code = (seconds: number) => formatTimecode(seconds, framesPerSecond)

  const place = (): Place => {
    if (!timed) return {}
    if (ranged) return { inSeconds: fromSeconds, outSeconds: toSeconds }
    const frame = Math.floor(playhead.clock().atSeconds * framesPerSecond + 0.01)
    return { inSeconds: frame / framesPerSecond }
  }
  const writing = useWriting(async (text) => {
    putComment(queries, asset, await api.vms.addComment({ id: asset, kind, text, ...place() }))
    writing.setText('')
  })
  const label = t(kind === 'marker' ? 'comments.markThis' : 'comments.sayThis')
  return (
    <form className="composer" onSubmit={writing.submit}>
      <WritingField
        writing={writing}
        label={label}
        placeholder={label}
        rows={2}
        onFocus={deck.pause}
        escape={(field) => field.blur()}
        testId="comment-text"
      />
      <div className="composer-line">
        <button
          type="button"
          className="composer-time"
          aria-pressed={timed}
          title={t(timed ? 'comments.withTime' : 'comments.withoutTime')}
          onClick={() => setTimed(!timed)}
        >
          <ClockCircleOutlined aria-hidden="true" />
          <span className="hidden">{t('comments.timecode')}</span>
          {ranged ? (
            <span className="mono">{`${code(fromSeconds)} – ${code(toSeconds)}`}</span>
          ) : (
            <LiveTimecode playhead={playhead} framesPerSecond={framesPerSecond} />
          )}
        </button>
        <span className="grow" />
        <Segmented<Kind>
          size="small"
          aria-label={t('comments.kind')}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'comment', label: t('comments.comment') },
            { value: 'marker', label: t('comments.marker') },
          ]}
        />
        <Button
          type="primary"
          size="small"
          htmlType="submit"
          loading={writing.busy}
          disabled={writing.empty}
          title={sendKeys}
          data-testid="comment-send"
        >
          {t('comments.send')}
        </Button>
      </div>
    </form>
  )
}
