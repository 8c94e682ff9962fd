using Xunit.Sdk;
using Xunit.v3;

namespace CommandCenter.Tests;

/// <summary>
/// Starts the collections that take longest before all others: one that began last would go on alone at the end, with the second core idle. Names are those of test classes, or of a
/// collection that has one.
/// </summary>
/// <param name="longest">The longest first.</param>
public abstract class LongestFirst(params string[] longest) : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        var named = testCollections.Where(c => At(c) >= 0).OrderBy(c => At(c)).ToList();
        // xunit hands all of them to the thread pool, which begins with the oldest and goes on with the newest
        return [.. named.Take(1), .. testCollections.Where(c => At(c) < 0), .. named.Skip(1).Reverse()];
    }

    private int At(ITestCollection collection) => Array.FindIndex(longest, name => Is(collection.TestCollectionDisplayName, name));

    /// <summary>A class without a collection has one of its own, called <c>Test collection for Namespace.Class (id: …)</c>.</summary>
    private static bool Is(string collection, string name) => collection == name || collection.Contains($".{name} (id", StringComparison.Ordinal);
}
