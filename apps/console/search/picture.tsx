import { PictureOutlined } from '@ant-design/icons'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { MediaPicture } from '../components/media-picture.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { api, stationAddress } from '../shell/api.ts'
import { formatDuration, formatPercent } from '../shell/format.ts'
import { smallPicture, type Picture } from './small-picture.ts'

const most = 40
const minute = 60_000

/** Choose a picture to look for; a picture that is pasted into the page is looked for as well. */
export const PictureButton = ({ take }: { take(picture: File): void }) => {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
      if (!file) return
      event.preventDefault()
      take(file)
    }
    addEventListener('paste', pasted)
    return () => removeEventListener('paste', pasted)
  }, [take])
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        data-testid="picture-file"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) take(file)
          event.currentTarget.value = ''
        }}
      />
      <Button icon={<PictureOutlined />} onClick={() => input.current?.click()}>
        {t('search.byPicture')}
      </Button>
    </>
  )
}

/** The picture itself; the page may show none that come from elsewhere, so that it is drawn. */
const Drawn = ({ drawn }: Picture) => {
  const draw = (canvas: HTMLCanvasElement | null) => canvas?.getContext('2d')?.drawImage(drawn, 0, 0)
  return <canvas ref={draw} width={drawn.width} height={drawn.height} aria-hidden="true" />
}

/** Assets that show a picture, and when. */
export const PictureFound = ({ file, clear }: { file: File; clear(): void }) => {
  const { t } = useTranslation()
  const small = useQuery<Picture>({
    queryKey: ['search', 'small', file.name, file.size, file.lastModified],
    queryFn: () => smallPicture(file),
    retry: false,
  })
  const found = useQuery({
    queryKey: ['search', 'picture', file.name, file.size, file.lastModified],
    queryFn: ({ signal }) => api.dna.findPicture({ picture: small.data!.base64, limit: most }, { signal }),
    enabled: small.data !== undefined,
    staleTime: minute,
    retry: false,
  })
  const byAsset = Map.groupBy(found.data?.items ?? [], ({ asset }) => asset)
  const ids = [...byAsset.keys()]
  const assets = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['assets', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.vms.get({ id }, { signal }),
      retry: false,
      staleTime: minute,
    })),
  })
  const error = small.error ?? found.error
  return (
    <section aria-label={t('search.byPicture')}>
      <div className="search-asked-picture">
        {small.data ? <Drawn {...small.data} /> : null}
        <span className="ellipsis grow">{file.name}</span>
        <Button onClick={clear}>{t('search.clearPicture')}</Button>
      </div>
      {error ? (
        <ErrorState error={error} again={() => void (small.error ? small.refetch() : found.refetch())} />
      ) : found.isPending ? (
        <Skeleton rows={4} />
      ) : ids.length === 0 ? (
        <Empty title={t('search.noPicture')} detail={t('search.noPictureDetail')} />
      ) : (
        <ul className="search-results" data-testid="picture-results">
          {ids.map((id, i) => {
            const asset = assets[i]?.data
            const hits = byAsset.get(id)!.toSorted((a, b) => b.score - a.score)
            return (
              <li key={id} className="search-result" data-id={id}>
                <span className="search-picture">
                  <MediaPicture
                    poster={asset?.hasPoster ? stationAddress(`/vod/${id}/poster.jpg`) : undefined}
                    durationSeconds={asset?.durationSeconds}
                  />
                </span>
                <div className="search-text">
                  <h2>
                    <Link to={`/assets/${id}`} className="search-title">
                      {asset?.title ?? (assets[i]?.error ? t('search.elsewhere') : ' ')}
                    </Link>
                  </h2>
                  <ul className="search-moments">
                    {hits.map(({ atSeconds, score, mirrored }) => (
                      <li key={atSeconds}>
                        <Link to={`/assets/${id}?t=${atSeconds}`} className="search-moment">
                          <span className="numerals">{formatDuration(Math.floor(atSeconds))}</span>
                          <span className="faint">{formatPercent(score)}</span>
                          {mirrored ? <span className="faint">{t('search.mirrored')}</span> : null}
                        </Link>
                      </li>
                    ))}
                  </ul>
                </div>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
