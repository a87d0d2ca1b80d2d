import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection, Schema } from 'mongoose';
import { useTestDatabase } from '../../support/store.ts';

const { serverUri, name } = useTestDatabase();
let connection: Connection;

beforeAll(async () => {
  connection = await mongoose.createConnection(serverUri, { dbName: name }).asPromise();
});
afterAll(async () => {
  await connection.close();
});

describe('documents', () => {
  test('carry timestamps that move with each save, in subdocuments too', async () => {
    const step = new Schema({ title: String }, { timestamps: true });
    const Plan = connection.model('Plan', new Schema({ name: String, steps: [step] }, { timestamps: true }));
    const plan = await Plan.create({ name: 'a', steps: [{ title: 'one' }, { title: 'two' }] });
    const [first, second] = plan.steps;
    if (!first || !second) throw new Error('the subdocuments are missing');
    first.title = 'uno';
    second.title = 'due';
    await plan.save();
    const found = await Plan.findById(plan._id).orFail();
    expect(found.steps.map(({ title }) => title)).toEqual(['uno', 'due']);
    expect(found.updatedAt.getTime()).toBeGreaterThanOrEqual(found.createdAt.getTime());
    await Plan.updateMany({ _id: plan._id }, { $set: { 'steps.$[].title': 'same' } });
    const after = await Plan.findById(plan._id).orFail();
    expect(after.steps.map(({ title }) => title)).toEqual(['same', 'same']);
    expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(found.updatedAt.getTime());
  });

  test('subdocuments are added, changed and taken away by what was changed alone', async () => {
    const Team = connection.model('Team', new Schema({ name: String, members: [{ nick: String, level: Number }] }));
    const team = await Team.create({
      name: 't',
      members: [
        { nick: 'a', level: 1 },
        { nick: 'b', level: 2 },
      ],
    });
    team.members.push({ nick: 'c', level: 3 });
    team.members.pull(team.members[0]?._id);
    const [kept] = team.members;
    if (kept) kept.level = 20;
    await team.save();
    const members = (await Team.findById(team._id).lean().orFail()).members;
    expect(members.map(({ nick, level }) => [nick, level])).toEqual([
      ['b', 20],
      ['c', 3],
    ]);
  });

  test('a changed list is saved under its version, and a stale copy is told so', async () => {
    const Note = connection.model(
      'Note',
      new Schema({ lines: [String], text: String }, { optimisticConcurrency: true }),
    );
    const note = await Note.create({ lines: ['a'], text: 'x' });
    const stale = await Note.findById(note._id).orFail();
    note.text = 'y';
    await note.save();
    stale.text = 'z';
    await expect(stale.save()).rejects.toThrow(mongoose.Error.VersionError);
    expect((await Note.findById(note._id).lean().orFail()).text).toBe('y');
  });

  test('a unique path refuses the second with the code and value of a duplicate', async () => {
    const Member = connection.model('Member', new Schema({ email: { type: String, unique: true, lowercase: true } }));
    await Member.init();
    await Member.create({ email: 'A@example.com' });
    await expect(Member.create({ email: 'a@example.com' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { email: 1 },
      keyValue: { email: 'a@example.com' },
    });
  });
});

describe('queries', () => {
  test('populate follows references, several deep', async () => {
    const Author = connection.model('Author', new Schema({ name: String }));
    const Book = connection.model(
      'Book',
      new Schema({
        title: String,
        author: { type: Schema.Types.ObjectId, ref: 'Author' },
        related: [{ type: Schema.Types.ObjectId, ref: 'Book' }],
      }),
    );
    const author = await Author.create({ name: 'Le Guin' });
    const one = await Book.create({ title: 'one', author: author._id });
    const two = await Book.create({ title: 'two', author: author._id, related: [one._id] });
    const found = await Book.findById(two._id)
      .populate<{ author: { name: string } }>('author')
      .populate({ path: 'related', populate: 'author' })
      .lean()
      .orFail();
    expect(found.author.name).toBe('Le Guin');
    expect(found.related).toMatchObject([{ title: 'one', author: { name: 'Le Guin' } }]);
  });

  test('a conditional update changes a document once, whoever asks', async () => {
    const Slot = connection.model(
      'Slot',
      new Schema({ day: String, takenBy: String, version: { type: Number, default: 0 } }),
    );
    const { _id } = await Slot.create({ day: 'monday' });
    const claims = await Promise.all(
      ['a', 'b', 'c', 'd'].map((who) =>
        Slot.findOneAndUpdate(
          { _id, takenBy: { $exists: false } },
          { $set: { takenBy: who }, $inc: { version: 1 } },
          { returnDocument: 'after' },
        ),
      ),
    );
    const winners = claims.filter((claim) => claim !== null);
    expect(winners).toHaveLength(1);
    expect(await Slot.findById(_id).lean()).toMatchObject({ takenBy: winners[0]?.takenBy, version: 1 });
  });

  test('an upsert fills in the defaults of the schema', async () => {
    const Setting = connection.model(
      'Setting',
      new Schema({ key: String, value: String, kind: { type: String, default: 'text' } }),
    );
    const made = await Setting.findOneAndUpdate(
      { key: 'a' },
      { value: '1' },
      { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
    );
    expect(made).toMatchObject({ key: 'a', value: '1', kind: 'text' });
  });

  test('discriminators keep their kinds apart in one collection', async () => {
    const Happening = connection.model('Happening', new Schema({ at: Date }, { discriminatorKey: 'kind' }));
    const Booked = Happening.discriminator('booked', new Schema({ by: String }));
    const Moved = Happening.discriminator('moved', new Schema({ to: Date }));
    await Booked.create({ at: new Date(1), by: 'a' });
    await Moved.create({ at: new Date(2), to: new Date(3) });
    expect(await Happening.countDocuments()).toBe(2);
    expect((await Booked.find().lean()).map(({ by }) => by)).toEqual(['a']);
    const [, moved] = await Happening.find().sort({ at: 1 });
    expect(moved).toBeInstanceOf(Moved);
  });

  test('lean cursors stream what documents would hold', async () => {
    const Row = connection.model('Row', new Schema({ n: Number }));
    await Row.insertMany(Array.from({ length: 300 }, (_, n) => ({ n })));
    const seen: unknown[] = [];
    for await (const row of Row.find().sort({ n: 1 }).lean().cursor({ batchSize: 50 })) seen.push(row.n);
    expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  test('aggregates join, group and sort', async () => {
    const Shop = connection.model('Shop', new Schema({ city: String }));
    const Sale = connection.model('Sale', new Schema({ shop: Schema.Types.ObjectId, amount: Number }));
    const [rome, oslo] = await Shop.create([{ city: 'Rome' }, { city: 'Oslo' }]);
    await Sale.insertMany([
      { shop: rome?._id, amount: 5 },
      { shop: rome?._id, amount: 7 },
      { shop: oslo?._id, amount: 1 },
    ]);
    const totals = await Sale.aggregate([
      { $lookup: { from: 'shops', localField: 'shop', foreignField: '_id', as: 'shops' } },
      { $unwind: '$shops' },
      { $group: { _id: '$shops.city', total: { $sum: '$amount' }, count: { $sum: 1 } } },
      { $sort: { total: -1 } },
    ]);
    expect(totals).toEqual([
      { _id: 'Rome', total: 12, count: 2 },
      { _id: 'Oslo', total: 1, count: 1 },
    ]);
  });

  test('bulk saves and map paths arrive as they were meant', async () => {
    const Bag = connection.model('Bag', new Schema({ marks: { type: Map, of: Number }, n: Number }));
    const bags = [new Bag({ marks: { a: 1 }, n: 1 }), new Bag({ marks: { b: 2 }, n: 2 })];
    await Bag.bulkSave(bags);
    const [first] = await Bag.find().sort({ n: 1 });
    if (!first) throw new Error('nothing was saved');
    first.marks?.set('c', 3);
    await first.save();
    expect((await Bag.findById(first._id).orFail()).marks?.get('c')).toBe(3);
  });
});

describe('indexes', () => {
  test('those of a schema are made once and kept in step', async () => {
    const schema = new Schema({ a: Number, b: Number, gone: Date });
    schema.index({ a: 1, b: -1 });
    schema.index({ gone: 1 }, { expireAfterSeconds: 60 });
    schema.index({ b: 1 }, { unique: true, partialFilterExpression: { b: { $exists: true } } });
    const Indexed = connection.model('Indexed', schema);
    await Indexed.createIndexes();
    await Indexed.createIndexes();
    expect((await Indexed.listIndexes()).map(({ name: own }) => own)).toEqual(['_id_', 'a_1_b_-1', 'gone_1', 'b_1']);
    expect(await Indexed.syncIndexes()).toEqual([]);
  });
});
