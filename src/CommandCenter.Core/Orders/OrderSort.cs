using System.Globalization;
using System.Linq.Expressions;
using CommandCenter.Persistence;

namespace CommandCenter.Orders;

/// <summary>One way to sort orders, with paging behind the last row shown: rows that move meanwhile neither repeat nor vanish because others moved.</summary>
internal sealed class OrderSort
{
    private readonly Func<IQueryable<OrderRow>, bool, PageCursor?, IQueryable<OrderRow>> page;
    private readonly Func<OrderRow, long?> value;

    private OrderSort(Func<IQueryable<OrderRow>, bool, PageCursor?, IQueryable<OrderRow>> page, Func<OrderRow, long?> value) => (this.page, this.value) = (page, value);

    public static IReadOnlyDictionary<string, OrderSort> All { get; } = new Dictionary<string, OrderSort>(StringComparer.Ordinal)
    {
        ["placed"] = By(o => o.PlacedAt, v => Instants.FromMicros(v), o => o.PlacedAt is { } at ? Instants.ToMicros(at) : null),
        ["updated"] = By(o => o.UpdatedAt, v => Instants.FromMicros(v), o => Instants.ToMicros(o.UpdatedAt)),
        ["stage"] = By(o => (int?)o.Stage, v => (int)v, o => (long?)o.Stage),
        ["total"] = By(o => o.Total, v => v, o => o.Total),
    };

    public IQueryable<OrderRow> Page(IQueryable<OrderRow> orders, bool descending, PageCursor? after) => page(orders, descending, after);

    public PageCursor CursorAt(string sort, OrderRow last) => new(sort, value(last), last.Number.ToString(CultureInfo.InvariantCulture));

    private static OrderSort By<TKey>(Expression<Func<OrderRow, TKey>> key, Func<long, object> read, Func<OrderRow, long?> value) => new(
        (orders, descending, after) =>
        {
            if (after is { } cursor)
            {
                orders = orders.Where(Behind(key, descending, cursor.Value is { } v ? read(v) : null, long.Parse(cursor.Tie, CultureInfo.InvariantCulture)));
            }

            return descending ? orders.OrderByDescending(key).ThenByDescending(o => o.Number) : orders.OrderBy(key).ThenBy(o => o.Number);
        },
        value);

    /// <summary>Nothing sorts before everything, as SQLite sorts it.</summary>
    private static Expression<Func<OrderRow, bool>> Behind<TKey>(Expression<Func<OrderRow, TKey>> key, bool descending, object? last, long lastNumber)
    {
        var row = key.Parameters[0];
        var number = Expression.Property(row, nameof(OrderRow.Number));
        var tie = descending ? Expression.LessThan(number, Held(lastNumber)) : Expression.GreaterThan(number, Held(lastNumber));
        var isNullable = default(TKey) is null;
        Expression behind;
        if (last is null)
        {
            var isNone = Expression.Equal(key.Body, Expression.Constant(null, typeof(TKey)));
            behind = descending ? Expression.AndAlso(isNone, tie) : Expression.OrElse(Expression.AndAlso(isNone, tie), Expression.Not(isNone));
        }
        else
        {
            var held = Held((TKey)last);
            behind = Expression.OrElse(
                descending ? Expression.LessThan(key.Body, held) : Expression.GreaterThan(key.Body, held), Expression.AndAlso(Expression.Equal(key.Body, held), tie));
            behind = descending && isNullable ? Expression.OrElse(behind, Expression.Equal(key.Body, Expression.Constant(null, typeof(TKey)))) : behind;
        }

        return Expression.Lambda<Func<OrderRow, bool>>(behind, row);
    }

    /// <summary>A value that becomes a parameter of the statement.</summary>
    private static MemberExpression Held<T>(T value) => Expression.Field(Expression.Constant(new Holder<T> { Value = value }), nameof(Holder<>.Value));

    private sealed class Holder<T>
    {
        public T Value = default!;
    }
}
