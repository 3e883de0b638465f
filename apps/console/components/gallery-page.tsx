import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { GalleryForm } from './gallery-form.tsx'
import { GalleryCards, GalleryCommands, GalleryNumbers, GalleryStates, GalleryStatus } from './gallery-parts.tsx'
import { GalleryTable } from './gallery-table.tsx'
import { GalleryTimeline } from './gallery-timeline.tsx'
import { PageFrame } from './page-frame.tsx'
import './gallery.css'

const parts = {
  status: <GalleryStatus />,
  numbers: <GalleryNumbers />,
  cards: <GalleryCards />,
  timeline: <GalleryTimeline />,
  form: <GalleryForm />,
  states: <GalleryStates />,
  commands: <GalleryCommands />,
  table: <GalleryTable />,
} satisfies Record<string, ReactNode>

/** Every component with demonstration data, and only here. */
export const GalleryPage = () => {
  const { t } = useTranslation()
  return (
    <PageFrame
      title={t('gallery.title')}
      count={10_000}
      about={t('gallery.about')}
      crumbs={[
        { label: t('nav.station'), to: '/station' },
        { label: t('gallery.sampleLong', { number: 1 }), to: '/station' },
      ]}
      tabs={[
        { label: t('gallery.title'), to: '/_components', count: 8 },
        { label: t('nav.library'), to: '/library' },
      ]}
      actions={<Button>{t('gallery.second')}</Button>}
      primary={<Button type="primary">{t('gallery.first')}</Button>}
    >
      <div className="gallery">
        {Object.entries(parts).map(([key, part]) => (
          <section key={key} id={key} className="gallery-part" data-testid={`part-${key}`}>
            <h2>{t(`gallery.parts.${key as keyof typeof parts}`)}</h2>
            {part}
          </section>
        ))}
      </div>
    </PageFrame>
  )
}
