using System.Globalization;
using System.Linq.Expressions;
using CommandCenter.Persistence;

namespace CommandCenter.Orders;

/// <summary>One way to sort orders, with paging behind the last row shown: rows that move meanwhile neither repeat nor vanish because others moved.</summary>
internal sealed class OrderSort
{
    private readonly Func<IQueryable<OrderRow>, bool, PageCursor?, IEnumerable<IQueryable<OrderRow>>> pages;
    private readonly Func<OrderRow, long?> value;

    private OrderSort(Func<IQueryable<OrderRow>, bool, PageCursor?, IEnumerable<IQueryable<OrderRow>>> pages, Func<OrderRow, long?> value, bool merges = false) =>
        (this.pages, this.value, Merges) = (pages, value, merges);

    /// <summary>The parts overlap: each must be read as if it were alone, then <see cref="Merge"/>.</summary>
    public bool Merges { get; }

    public static IReadOnlyDictionary<string, OrderSort> All { get; } = new Dictionary<string, OrderSort>(StringComparer.Ordinal)
    {
        ["placed"] = By(o => o.PlacedAt, v => Instants.FromMicros(v), o => o.PlacedAt is { } at ? Instants.ToMicros(at) : null),
        // orders under way are few enough to be sorted, and sorting them spares an index that every event would have to move
        ["updated"] = new(
            (orders, descending, after) =>
            [
                Part(orders.Where(o => o.IsOpen), o => o.UpdatedAt, v => Instants.FromMicros(v), descending, after),
                Part(orders.Where(o => o.SettledAt != null), o => o.SettledAt, v => Instants.FromMicros(v), descending, after),
            ],
            o => Instants.ToMicros(o.UpdatedAt), merges: true),
        ["stage"] = By(o => (int?)o.Stage, v => (int)v, o => (long?)o.Stage),
        ["total"] = By(o => o.Total, v => v, o => o.Total),
    };

    /// <summary>
    /// What follows <paramref name="after"/>, in parts to be read one after the other until there is enough: orders without a value sort before all others, and databases do not agree on
    /// that.
    /// </summary>
    public IEnumerable<IQueryable<OrderRow>> Pages(IQueryable<OrderRow> orders, bool descending, PageCursor? after) => pages(orders, descending, after);

    /// <summary>One list of rows out of several, each at most once.</summary>
    public IEnumerable<OrderRow> Merge(IEnumerable<OrderRow> rows, bool descending)
    {
        var once = rows.DistinctBy(o => o.Number);
        return descending ? once.OrderByDescending(value).ThenByDescending(o => o.Number) : once.OrderBy(value).ThenBy(o => o.Number);
    }

    public PageCursor CursorAt(string sort, OrderRow last) => new(sort, value(last), last.Number.ToString(CultureInfo.InvariantCulture));

    private static OrderSort By<TKey>(Expression<Func<OrderRow, TKey>> key, Func<long, object> read, Func<OrderRow, long?> value) => new(
        (orders, descending, after) =>
        {
            var isNullable = default(TKey) is null;
            var with = isNullable ? orders.Where(IsNone(key, not: true)) : orders;
            with = Part(with, key, read, descending, after);
            if (!isNullable)
            {
                return [with];
            }

            var without = orders.Where(IsNone(key, not: false));
            if (after is { Value: null } none)
            {
                var number = Tie(none);
                without = descending ? without.Where(o => o.Number < number) : without.Where(o => o.Number > number);
            }

            without = descending ? without.OrderByDescending(o => o.Number) : without.OrderBy(o => o.Number);
            return (descending, after) switch
            {
                (true, { Value: null }) => [without],
                (true, _) => [with, without],
                (false, { Value: not null }) => [with],
                _ => [without, with],
            };
        },
        value);

    private static IQueryable<OrderRow> Part<TKey>(
        IQueryable<OrderRow> orders, Expression<Func<OrderRow, TKey>> key, Func<long, object> read, bool descending, PageCursor? after)
    {
        orders = after is { Value: { } last } ? orders.Where(Behind(key, descending, read(last), Tie(after.Value))) : orders;
        return descending ? orders.OrderByDescending(key).ThenByDescending(o => o.Number) : orders.OrderBy(key).ThenBy(o => o.Number);
    }

    private static long Tie(PageCursor cursor) => long.Parse(cursor.Tie, CultureInfo.InvariantCulture);

    private static Expression<Func<OrderRow, bool>> IsNone<TKey>(Expression<Func<OrderRow, TKey>> key, bool not)
    {
        var none = Expression.Constant(null, typeof(TKey));
        return Expression.Lambda<Func<OrderRow, bool>>(not ? Expression.NotEqual(key.Body, none) : Expression.Equal(key.Body, none), key.Parameters[0]);
    }

    private static Expression<Func<OrderRow, bool>> Behind<TKey>(Expression<Func<OrderRow, TKey>> key, bool descending, object last, long lastNumber)
    {
        var row = key.Parameters[0];
        var number = Expression.Property(row, nameof(OrderRow.Number));
        var tie = descending ? Expression.LessThan(number, Held(lastNumber)) : Expression.GreaterThan(number, Held(lastNumber));
        var held = Held((TKey)last);
        var behind = Expression.OrElse(
            descending ? Expression.LessThan(key.Body, held) : Expression.GreaterThan(key.Body, held), Expression.AndAlso(Expression.Equal(key.Body, held), tie));
        return Expression.Lambda<Func<OrderRow, bool>>(behind, row);
    }

    /// <summary>A value that becomes a parameter of the statement.</summary>
    private static MemberExpression Held<T>(T value) => Expression.Field(Expression.Constant(new Holder<T> { Value = value }), nameof(Holder<>.Value));

    private sealed class Holder<T>
    {
        public T Value = default!;
    }
}
