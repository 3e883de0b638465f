import { box, boxesIn, bytesOf } from './boxes.ts'
import { withExternalMedia } from './external.ts'
import type { Elsewhere, Mutant } from './mutant.ts'
import type { Seeds } from './seeds.ts'

const hls = (...lines: string[]) => `#EXTM3U\n#EXT-X-TARGETDURATION:5\n${lines.join('\n')}\n#EXT-X-ENDLIST\n`
const full = (flags: number, text: string) => Buffer.concat([Buffer.from([0, 0, 0, flags]), Buffer.from(text)])

/** A film whose media is said to lie at an address (ISO/IEC 14496-12, 8.7.2). */
const withAddress = (film: Buffer, address: string): Buffer => {
  const change = (bytes: Buffer): Buffer =>
    bytesOf(
      boxesIn(bytes).map(({ type, body, children }) => {
        if (children) return { type, body: change(body) }
        const entry = box('url ', full(0, `${address}\0`))
        return type === 'dref' ? { type, body: Buffer.concat([body.subarray(0, 8), entry]) } : { type, body }
      }),
    )
  return change(film)
}

/** A QuickTime film that is nothing but the address of another (QuickTime File Format, "Reference Movies"). */
const referring = (address: string): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(address.length + 1)
  const reference = Buffer.concat([Buffer.from('\0\0\0\0url ', 'latin1'), length, Buffer.from(`${address}\0`)])
  return Buffer.concat([
    box('ftyp', Buffer.from('qt  \0\0\0\0qt  ', 'latin1')),
    box('moov', box('rmra', box('rmda', box('rdrf', reference)))),
  ])
}

/** What is no film, and what would have others fetch it: by a path of this machine, or by an address in its network. */
export const pretenders = (seeds: Seeds, { file, address }: Elsewhere): Mutant[] => {
  const here = `file://${file}`
  const texts: Record<string, string> = {
    'a list of a file.mp4': hls('#EXTINF:5,', here),
    'a list of a file without scheme.ts': hls('#EXTINF:5,', file),
    'a list of an address.ts': hls('#EXTINF:5,', address),
    'a list of lists.m3u8': `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${address}\n`,
    'a list with a head elsewhere.mp4': hls(`#EXT-X-MAP:URI="${here}"`, '#EXTINF:5,', 'a.m4s'),
    'a list with a key elsewhere.mp4': hls(`#EXT-X-KEY:METHOD=AES-128,URI="${address}"`, '#EXTINF:5,', here),
    'a list in data.m3u8': hls('#EXTINF:5,', 'data:video/mp2t;base64,RwAA'),
    'a list of itself.m3u8': hls('#EXTINF:5,', 'a list of itself.m3u8'),
    'files joined.mp4': `ffconcat version 1.0\nfile '${file}'\n`,
    'addresses joined.mov': `ffconcat version 1.0\nfile '${address}'\n`,
    'joined by protocol.txt': `concat:${file}|${file}`,
    'a session.sdp':
      'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    'a manifest.mpd':
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>' +
      `<Representation id="1" bandwidth="1"><BaseURL>${address}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    'smooth streaming.ism': `<?xml version="1.0"?><SmoothStreamingMedia Url="${address}"></SmoothStreamingMedia>`,
    'windows.asx': `<asx version="3.0"><entry><ref href="${address}"/></entry></asx>`,
    'a playlist.pls': `[playlist]\nFile1=${here}\nNumberOfEntries=1\nVersion=2\n`,
    'a reference.rtsp': `rtsptext\nrtsp${address.slice(4)}\n`,
    'a script.avs': `AviSource("${file}")\n`,
    'metadata.txt': `;FFMETADATA1\ntitle=${file}\n`,
    'a page.html': `<!doctype html><video src="${address}"></video><script>location='${here}'</script>`,
    'a drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg"><image href="${here}"/></svg>`,
    'entities.xml': `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "${here}">]><a>&b;</a>`,
    'subtitles.srt': '1\n00:00:00,000 --> 00:00:02,000\nhello\n',
    'subtitles.vtt': 'WEBVTT\n\n00:00.000 --> 00:02.000\nhello\n',
    'subtitles.ass':
      '[Script Info]\nScriptType: v4.00+\n\n[Events]\nDialogue: 0,0:00:00.00,0:00:02.00,a,,0,0,0,,hello\n',
    'a letter.mp4': 'The minister said on Monday that.\n'.repeat(300),
    'a program.mp4': '#!/bin/sh\nrm -rf /\n',
    'data.json': '{"film": true}',
    'one byte.mp4': 'x',
    'empty.mp4': '',
  }
  const bytes: Record<string, Buffer> = {
    'nothing but a reference.mov': referring(address),
    'a photo.jpg': seeds.jpg!,
    'a photo called a film.mp4': seeds.jpg!,
    'a picture.png': seeds.png!,
    'flash.swf': Buffer.concat([Buffer.from('FWS\u0006\u0040\0\0\0', 'latin1'), Buffer.alloc(300, 0x43)]),
    'flash, packed.swf': Buffer.concat([
      Buffer.from('CWS\u0006\u00ff\u00ff\u00ff\u00ff', 'latin1'),
      Buffer.alloc(300, 0x78),
    ]),
    'an archive.zip': Buffer.concat([Buffer.from('PK\u0003\u0004\u0014\0', 'latin1'), Buffer.alloc(200)]),
    'a program.exe': Buffer.concat([Buffer.from('MZ\u0090\0', 'latin1'), Buffer.alloc(2000)]),
    'a document.pdf': Buffer.concat([Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n', 'latin1'), Buffer.alloc(500, 0x20)]),
    'zeros.mxf': Buffer.alloc(100_000),
    'ones.ts': Buffer.alloc(100_000, 0xff),
    'first bytes of packets only.ts': Buffer.alloc(188 * 200, 0x47),
    'text in UTF-16.mp4': Buffer.from('这是一封信。\n'.repeat(200), 'utf16le'),
  }
  const films: Record<string, [seed: string, content: Buffer]> = {
    'a film elsewhere, by path.mov': ['mov', withExternalMedia(seeds.mov!, file)],
    'a film elsewhere, by address.mp4': ['mp4', withAddress(seeds.mp4!, address)],
    'a film elsewhere, by a file’s address.mp4': ['mp4', withAddress(seeds.mp4!, here)],
  }
  return [
    ...Object.entries(texts).map(([name, text]): Mutant => ({ name, bytes: Buffer.from(text) })),
    ...Object.entries(bytes).map(([name, content]): Mutant => ({ name, bytes: content })),
    ...Object.entries(films).map(([name, [seed, content]]): Mutant => ({ name, bytes: content, seed })),
  ]
}
