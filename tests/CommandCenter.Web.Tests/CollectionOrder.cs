using CommandCenter.Tests;
using CommandCenter.Tests.RealSystems;
using CommandCenter.Tests.Rehearsal;
using CommandCenter.Tests.Sources;

[assembly: TestCollectionOrderer(typeof(CollectionOrder))]

namespace CommandCenter.Tests;

/// <summary>Real systems are installed the first time; the others wait for cadences and limits to pass.</summary>
public sealed class CollectionOrder() : LongestFirst(
    nameof(TrytonOrderTests), nameof(MedusaOrderTests), nameof(RehearsalSourcesTests), nameof(SourceKilledTests), nameof(RehearsalTargetTests));
