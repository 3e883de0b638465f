import { ClockCircleOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../shell/api.ts'
import { formatTimecode } from '../shell/format.ts'
import { problemText } from '../shell/problem.ts'
import { putComment } from './comments-data.ts'
import { LiveTimecode } from './timecode-field.tsx'
import type { Deck } from './use-deck.ts'

type Kind = 'comment' | 'marker'
const sendKeys = 'Ctrl+Enter'
type Place = { inSeconds?: number; outSeconds?: number }

/** Says something of this moment, of what lies between in and out, or of the whole. The film waits while one writes. */
export const CommentComposer = ({ asset, deck }: { asset: string; deck: Deck }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [kind, setKind] = useState<Kind>('comment')
  const [timed, setTimed] = useState(true)
  const [busy, setBusy] = useState(false)
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
  const send = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      putComment(queries, asset, await api.vms.addComment({ id: asset, kind, text: text.trim(), ...place() }))
      setText('')
    } catch (error) {
      void message.error(problemText(error), 6)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Input.TextArea
        value={text}
        maxLength={5000}
        rows={2}
        className="growing"
        placeholder={t(kind === 'marker' ? 'comments.markThis' : 'comments.sayThis')}
        aria-label={t(kind === 'marker' ? 'comments.markThis' : 'comments.sayThis')}
        onFocus={deck.pause}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        data-testid="comment-text"
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
          loading={busy}
          disabled={text.trim() === ''}
          title={sendKeys}
          data-testid="comment-send"
        >
          {t('comments.send')}
        </Button>
      </div>
    </form>
  )
}
