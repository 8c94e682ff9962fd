using CommandCenter.Tests.Browser;

[assembly: TestCollectionOrderer(typeof(CollectionOrder))]

namespace CommandCenter.Tests.Browser;

/// <summary>By far the longest first, side by side.</summary>
public sealed class CollectionOrder() : LongestFirst(Pages.Name, nameof(AccessibilityTests), nameof(ThresholdTests), nameof(ExceptionTests));
