import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What FFmpeg, if it is there, says of a file before anybody touched it. */
export interface Facts {
  /** As `mov: h264 640x480 yuv420p, aac`; empty where nothing was found. */
  codecs: string;
  seconds: number | null;
  /** How many pictures its first seconds hold; null: no film, or nobody could tell. */
  pictures: number | null;
  /** The loudest sound of its first seconds in dB below full; null: no sound, or nobody could tell. */
  loudestDb: number | null;
}

interface Probed {
  format?: { format_name?: string; duration?: string };
  streams?: {
    codec_type?: string;
    codec_name?: string;
    width?: number;
    height?: number;
    pix_fmt?: string;
    disposition?: { attached_pic?: number };
  }[];
}

export async function factsOf(path: string, heardSeconds: number): Promise<Facts> {
  const nothing = { codecs: '', seconds: null, pictures: null, loudestDb: null };
  try {
    const show = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams'];
    const { stdout } = await run('ffprobe', [...show, path], { timeout: 20_000 });
    const { format = {}, streams = [] } = JSON.parse(stdout) as Probed;
    const said = streams
      .filter(({ disposition }) => disposition?.attached_pic !== 1)
      .map(({ codec_type, codec_name, width, height, pix_fmt }) =>
        codec_type === 'video'
          ? `${codec_name} ${width}x${height} ${pix_fmt ?? ''}`.trim()
          : `${codec_name ?? codec_type}`,
      );
    const hasSound = streams.some(({ codec_type }) => codec_type === 'audio');
    return {
      codecs: `${format.format_name?.split(',')[0]}: ${said.join(', ')}`,
      seconds: Number(format.duration) || null,
      pictures: streams.some(({ codec_type }) => codec_type === 'video')
        ? await pictures(path, heardSeconds)
        : null,
      loudestDb: hasSound ? await loudest(path, heardSeconds) : null,
    };
  } catch {
    return nothing;
  }
}

async function pictures(path: string, seconds: number): Promise<number | null> {
  const count = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-read_intervals',
    `%+${seconds}`,
    '-count_packets',
  ];
  const show = ['-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', [...count, ...show, path], { timeout: 20_000 });
  return Number.parseInt(stdout, 10) || null;
}

async function loudest(path: string, seconds: number): Promise<number | null> {
  const args = ['-v', 'info', '-nostdin', '-t', String(seconds), '-i', path, '-vn', '-af', 'volumedetect'];
  const { stderr } = await run('ffmpeg', [...args, '-f', 'null', '-'], { timeout: 20_000 });
  const found = /max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1];
  return found === undefined ? null : Number(found);
}
