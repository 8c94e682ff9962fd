using CommandCenter.Rehearsal.Retail;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>
/// Published stock as one side believes it. Both sides see the same reservations; now and then one misses some, until the next replenishment counts the shelf.
/// </summary>
internal sealed class StockShelf
{
    private const int PickedAtOnce = 25;
    private readonly Dictionary<(string Sku, string Node), Level> levels = [];
    private readonly HashSet<(string Sku, string Node)> changed = [];

    private sealed class Level
    {
        public long OnHand;
        public long Reserved;
        public long AsOf;
    }

    /// <summary>Reads what was kept, and fills the shelf the first time.</summary>
    public static StockShelf Load(SqliteConnection connection)
    {
        var shelf = new StockShelf();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sku, node, on_hand, reserved, as_of FROM stock";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            shelf.levels[(reader.GetString(0), reader.GetString(1))] = new Level { OnHand = reader.GetInt64(2), Reserved = reader.GetInt64(3), AsOf = reader.GetInt64(4) };
        }

        if (shelf.levels.Count == 0)
        {
            shelf.Fill();
        }

        return shelf;
    }

    public void Take(IReadOnlyList<StockMove> moves)
    {
        foreach (var move in moves)
        {
            if (!levels.TryGetValue((move.Sku, move.Node), out var level))
            {
                continue;
            }

            level.Reserved += move.Quantity;
            level.AsOf = Math.Max(level.AsOf, move.At);
            if (level.Reserved > PickedAtOnce || level.Reserved > level.OnHand)
            {
                var picked = Math.Min(level.Reserved, level.OnHand);
                level.OnHand -= picked;
                level.Reserved = 0;
            }

            if (level.OnHand < Low(move.Node))
            {
                level.OnHand = Full(move.Sku, move.Node);
            }

            changed.Add((move.Sku, move.Node));
        }
    }

    /// <summary>Sets aside what there is; false, and nothing happens, where a published shelf lacks some of it.</summary>
    public bool TryReserve(IReadOnlyList<StockMove> moves)
    {
        foreach (var move in moves)
        {
            if (levels.TryGetValue((move.Sku, move.Node), out var level) && level.OnHand - level.Reserved < move.Quantity)
            {
                return false;
            }
        }

        foreach (var move in moves)
        {
            Move(move.Sku, move.Node, move.Quantity);
        }

        return true;
    }

    /// <summary>Puts back what was set aside.</summary>
    public void Return(string sku, string node, long quantity) => Move(sku, node, -quantity);

    private void Move(string sku, string node, long quantity)
    {
        if (levels.TryGetValue((sku, node), out var level))
        {
            level.Reserved = Math.Max(0, level.Reserved + quantity);
            changed.Add((sku, node));
        }
    }

    public void Save(SqliteConnection connection, SqliteTransaction transaction)
    {
        if (changed.Count == 0)
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT OR REPLACE INTO stock (sku, node, on_hand, reserved, as_of) VALUES ($s, $n, $h, $r, $a)";
        foreach (var key in changed)
        {
            var level = levels[key];
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$s", key.Sku);
            command.Parameters.AddWithValue("$n", key.Node);
            command.Parameters.AddWithValue("$h", level.OnHand);
            command.Parameters.AddWithValue("$r", level.Reserved);
            command.Parameters.AddWithValue("$a", level.AsOf);
            command.ExecuteNonQuery();
        }

        changed.Clear();
    }

    private void Fill()
    {
        foreach (var node in Network.StockedNodes)
        {
            foreach (var sku in Catalogue.Published)
            {
                levels[(sku.Code, node.Id)] = new Level { OnHand = Full(sku.Code, node.Id) };
                changed.Add((sku.Code, node.Id));
            }
        }
    }

    private static long Low(string node) => IsCentre(node) ? 60 : 3;

    private static long Full(string sku, string node) => (IsCentre(node) ? 300 : 8) + TrafficSlot.Of(sku + node) % (IsCentre(node) ? 500 : 24);

    private static bool IsCentre(string node) => node.StartsWith("DC-", StringComparison.Ordinal);
}
