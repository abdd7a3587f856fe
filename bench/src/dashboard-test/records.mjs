// Makes records for the test of the page: six commits of a network with as many invented layers as are asked for, with a
// change that counts, one within the noise, and text that would be markup. Each commit but the last, which has changes that are
// not committed, has one record of each number of threads.
//
// node records.mjs FOLDER [LAYERS]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, layers = '23'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const contenders = [['jconv.nchw', 1], ['jconv.nhwc', 0.9], ['onednn.blocked', 0.95], ['onnxruntime', 1.3]];

/** The same numbers on every machine. */
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;

const lines = Array.from({ length: Number(layers) }, (_, i) => {
  const channels = [64, 128, 256][i % 3];
  const side = [56, 28, 14][i % 3];
  const window = i % 2 ? '1,1,1,1,0,0,0,0,1,1,1' : '3,3,1,1,1,1,1,1,1,1,1';
  const name = i === 1 ? 'net-<b>&"1' : 'net-' + String(i).padStart(2, '0');
  const macs = channels * channels * side * side * (i % 2 ? 1 : 9);
  return { line: `net,${name},${1 + i % 4},1,${channels},${side},${side},${channels},${window}`, base: macs / 9e4 * (1 + i / 40) };
});

function entry(who, line, jobs, micros) {
  const samples = Array.from({ length: 9 }, () => micros * (0.99 + 0.02 * random()));
  return {
    benchmark: 'io.github.jconv.bench.peers.' + who,
    params: { layer: line, library: who.split('.')[0], variant: 'NCHW auto DEFAULT', jobs: String(jobs) },
    detail: who.startsWith('jconv') ? 'winograd-f4x3 nchw 512-bit jobs=' + jobs : 'jit:avx512 </script><script>alert(1)</script>',
    primaryMetric: { score: micros, scoreUnit: 'us/op', rawData: [samples] },
  };
}

const subjects = ['First', 'Kernels of 14 rows', 'Words only', 'Slower by <i>mistake</i>', 'Mended', 'Winograd for all'];
const speeds = [1, 0.8, 0.81, 1.1, 0.8, 0.6];

function write(subject, run, threads) {
  const id = `2026-11-0${run + 1}T100000Z-abcdef00000${run}-000000${threads[0]}${run}`;
  const results = [];
  for (const jobs of threads) {
    for (const { line, base } of lines) {
      for (const [who, factor] of contenders) {
        const own = who.startsWith('jconv') ? speeds[run] : 1;
        results.push(entry(who, line, jobs, base * factor * own / (jobs === 1 ? 1 : 1.8)));
      }
    }
  }
  const sidecar = {
    format: 1, id, date: `2026-11-0${run + 1}T10:00:00Z`, commit: `abcdef00000${run}0000000000000000000000000000`,
    dirty: run === 5, subject, cpu: 'A processor', cores: 2, l1d: 49152, l2: 2097152, l3: 33554432, cpuLimit: 'none',
    memoryLimit: 'none', loadAverage: 0.5, os: 'Linux 6', jdk: 'OpenJDK 64-Bit Server VM 25.0.3+9', flags: [],
    vectorBits: 512, refusal: '', peakGflops32: 230, peakGflops64: 115, copyGbs: 20, command: ['bench', '--workload', 'net.csv'],
    note: run === 4 ? 'a note' : '', noise: 0.03, noisePairs: 23, peakInTurnGflops32: 235, libraries: { jconv: '512 bits' },
  };
  writeFileSync(join(folder, id + '.json'), JSON.stringify(results));
  writeFileSync(join(folder, id + '.meta.json'), JSON.stringify(sidecar));
}

subjects.forEach((subject, run) => (run === 5 ? [[1, 2]] : [[1], [2]]).forEach(threads => write(subject, run, threads)));
