// What a reader does with the page, in headless Chromium: node page.mjs PAGE LARGE_PAGE [SCREENSHOTS]
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [small, large, screenshots] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: process.getuid && process.getuid() === 0 ? ['--no-sandbox'] : [],
});

/** A page that must neither complain nor ask for anything but itself. */
async function open(file, { width = 1280, height = 900, colorScheme = 'light' } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  const complaints = [];
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('dialog', dialog => { complaints.push('a dialog: ' + dialog.message()); dialog.dismiss(); });
  const asked = [];
  page.on('request', request => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  page.done = async () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(asked, [pathToFileURL(file).href]);
    await page.close();
  };
  return page;
}

const texts = (page, selector) => page.locator(selector).allTextContents();
const count = (page, selector) => page.locator(selector).count();

async function test(name, body) {
  try {
    await body();
    console.log('ok   ' + name);
  } catch (problem) {
    console.error('FAIL ' + name + '\n' + problem.stack);
    process.exitCode = 1;
  }
}

await test('every section is drawn, and text that looks like markup is text', async () => {
  const page = await open(small);
  assert.equal(await count(page, '#networks svg rect.peer'), 4);
  assert.equal(await count(page, '#layers .card'), 23);
  assert.equal(await count(page, '#roofline circle'), 46);
  assert.equal(await count(page, '#roofline .roof'), 2);
  assert.equal(await count(page, '#scaling circle'), 4 * 24);
  assert.equal(await count(page, '#history circle'), 4 * 6);
  assert.match((await texts(page, '#layers .card h4'))[1], /^net-<b>&"1 1x1 /);
  assert.equal(await count(page, 'b, i'), 0);
  assert.match((await texts(page, '#record dl'))[0], /3\.0 % \(A\/A, 23 pairs\)/);
  const networks = await texts(page, '#networks tbody tr');
  assert.equal(networks[0], 'net, 23 layers, 1 thread');
  assert.match(networks[1], /^jconv nhwc[\d.]+ ms\d+[\d.]+ %1\.\d\dx$/);
  assert.equal(await count(page, '#layers .card:first-child .peak'), 1);
  await page.done();
});

await test('search, contenders and threads filter', async () => {
  const page = await open(small);
  await page.keyboard.press('/');
  await page.keyboard.type('net-0 3x3');
  assert.equal(await count(page, '#layers .card'), 5);
  assert.equal(await page.locator('#layers-count').textContent(), '5 layers');
  await page.getByRole('button', { name: 'onnxruntime' }).click();
  assert.equal(await count(page, '#layers .card:first-child g'), 3);
  await page.locator('#jobs').selectOption('2');
  assert.match(await page.locator('#roofline').textContent(), /peak 470 GFLOP\/s, 2 cores/);
  await page.locator('#search').fill('no such layer');
  assert.match(await page.locator('#layers .note').textContent(), /Nothing passes/);
  await page.done();
});

await test('layers sort, group and change their axis', async () => {
  const page = await open(small);
  const first = () => page.locator('#layers .card h4').first().textContent();
  assert.match(await first(), /^net-00/);
  await page.locator('#sort').selectOption('percent');
  assert.doesNotMatch(await first(), /^net-00/);
  await page.locator('#group').selectOption('window');
  assert.deepEqual((await texts(page, '#layers h3')).sort(), ['1x1', '3x3']);
  const bar = page.locator('#layers .card rect[rx]').first();
  const before = await bar.getAttribute('width');
  await page.locator('#log').check();
  assert.notEqual(await bar.getAttribute('width'), before);
  await page.locator('#metric').selectOption('micros');
  assert.match(await page.locator('#layers .card text.strong').nth(1).textContent(), / (µs|ms)$/);
  await page.done();
});

await test('points tell by pointer and by keyboard, and give their command', async () => {
  const page = await open(small);
  await page.locator('#roofline circle').nth(3).hover();
  assert.match(await page.locator('#tip').textContent(), /GFLOP\/s, .* % of the peak of one core/);
  await page.locator('#history .reader').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('#tip').textContent(), /−20\.\d % since abcdef000000: faster/);
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#details code').textContent(), 'bench/conv bench --workload net.csv');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#details').isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.closest('section').id), 'history');
  await page.locator('#layers .reader').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#details code').textContent(), 'bench/conv bench --workload net.csv --layer net-22');
  await page.done();
});

await test('history numbers the changes that count', async () => {
  const page = await open(small);
  assert.equal(await count(page, '#history .event'), 4);
  const events = await texts(page, '#history li');
  assert.match(events[1], /^abcdef000003: Slower by <i>mistake<\/i>, jconv nchw slower by 3\d\.\d %/);
  assert.ok(!events.some(event => event.includes('Words only')));
  await page.locator('#series').selectOption({ label: 'net-00 3x3 64>64 @56, 2 threads' });
  assert.equal(await count(page, '#history circle'), 4 * 6);
  await page.done();
});

await test('A beside B gives verdicts that respect the noise', async () => {
  const page = await open(small);
  assert.match(await page.locator('#compare-count').textContent(), /^96 faster, 0 slower, 96 the same \(noise 3\.0 %\)$/);
  const records = await page.locator('#before option').evaluateAll(list => list.map(option => option.value));
  await page.locator('#before').selectOption(records[4]); // the second and the third differ by one per cent
  await page.locator('#after').selectOption(records[3]);
  assert.match(await page.locator('#compare-count').textContent(), /^0 faster, 0 slower, 192 the same/);
  await page.locator('#after').selectOption(records[2]);
  assert.match(await page.locator('#compare-count').textContent(), /^0 faster, 96 slower, 96 the same/);
  await page.locator('#changed').check();
  assert.match((await texts(page, '#compare tbody tr'))[0], /^net, 23 layers: jconv/);
  await page.done();
});

await test('runs of one commit stand together, and a commit beside itself says nothing', async () => {
  const page = await open(small);
  assert.equal(await count(page, '#which option'), 6);
  const [last, before] = await page.locator('#which option').evaluateAll(list => list.map(option => option.value));
  await page.locator('#which').selectOption(before);
  assert.equal(await count(page, '#jobs option'), 2);
  assert.equal(await count(page, '#scaling circle'), 4 * 24);
  assert.match((await texts(page, '#record dd'))[0], /-00000014\n.*-00000024$/);
  await page.locator('#before').selectOption(last);
  assert.match(await page.locator('#compare .note').textContent(), /the same record/);
  assert.equal(await count(page, '#compare tr'), 0);
  await page.done();
});

await test('another record shows itself', async () => {
  const page = await open(small);
  const last = await page.locator('#which option').last().getAttribute('value');
  await page.locator('#which').selectOption(last);
  assert.match(await page.locator('#machine').textContent(), /commit abcdef000000, 2026-11-01/);
  await page.done();
});

for (const width of [390, 1280]) {
  await test(`nothing is wider than ${width} pixels, with 520 series and with few`, async () => {
    for (const file of [small, large]) {
      const page = await open(file, { width });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
      const cramped = await page.evaluate(() => [...document.querySelectorAll('.chart, .wide')]
        .filter(node => node.getBoundingClientRect().right > window.innerWidth + 1 || node.scrollWidth > node.clientWidth).length);
      assert.equal(cramped, 0);
      await page.done();
    }
  });
}

await test('a large record shows its first layers, and all when asked', async () => {
  const page = await open(large);
  assert.equal(await count(page, '#layers .card'), 60);
  await page.locator('#layers .more').click();
  assert.equal(await count(page, '#layers .card'), 130);
  await page.done();
});

if (screenshots) {
  mkdirSync(screenshots, { recursive: true });
  for (const [name, options] of Object.entries({
    light: {}, dark: { colorScheme: 'dark' }, phone: { width: 390 }, 'phone-dark': { width: 390, colorScheme: 'dark' },
  })) {
    const page = await open(small, options);
    await page.screenshot({ path: join(screenshots, name + '.png'), fullPage: true });
    await page.done();
  }
  console.log('screenshots: ' + screenshots);
}
await browser.close();
