namespace CommandCenter.Orders;

/// <summary>The one thing of an order that its page was opened for: marked where it stands.</summary>
/// <param name="Field">A stage's name or the path of a fact, such as <c>lines[2].quantity</c>.</param>
/// <param name="Words">What is wrong with it.</param>
public sealed record AskedField(string Field, string Words)
{
    /// <summary>The classes of a row, whether or not it is the one.</summary>
    /// <param name="path">A stage or a fact; one that ends in a dot is a group of facts.</param>
    public static string? Class(AskedField? asked, string path, string? others = null) => IsAt(asked, path) ? others is null ? "asked" : others + " asked" : others;

    public static bool IsAt(AskedField? asked, string path) => asked is not null && (asked.Field == path || (path.EndsWith('.') && asked.Field.StartsWith(path, StringComparison.Ordinal)));
}
