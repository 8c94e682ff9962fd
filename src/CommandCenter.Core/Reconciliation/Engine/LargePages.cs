using System.Buffers;
using System.Runtime.InteropServices;

namespace CommandCenter.Reconciliation.Engine;

/// <summary>
/// Big arrays that are looked into at random: on large pages where the system gives them (Linux), for every look into small ones costs a second look, at where the page is. A hint;
/// nothing depends on it.
/// </summary>
internal static class LargePages
{
    private const int PageBytes = 2 << 20;
    private const int UseHugePages = 14;

    /// <summary>An array of noughts, touched by writing: pages that are read first are given twice.</summary>
    public static T[] Cleared<T>(int length)
        where T : unmanaged
    {
        var array = Uncleared<T>(length);
        Array.Clear(array);
        return array;
    }

    /// <summary>An array that may hold anything.</summary>
    public static T[] Uncleared<T>(int length)
        where T : unmanaged
    {
        var array = GC.AllocateUninitializedArray<T>(length);
        if (OperatingSystem.IsLinux() && Buffer.ByteLength(array) >= PageBytes * 2)
        {
            Advise(array);
        }

        return array;
    }

    /// <summary>An array that may hold anything and may be longer, out of those that were given back: pages that this process has already need not be cleared by the system again.</summary>
    public static T[] Rent<T>(int length)
        where T : unmanaged
    {
        var array = ArrayPool<T>.Shared.Rent(length);
        if (OperatingSystem.IsLinux() && Buffer.ByteLength(array) >= PageBytes * 2)
        {
            Advise(array);
        }

        return array;
    }

    /// <summary>A longer array with the same beginning.</summary>
    public static T[] Longer<T>(T[] array, int length)
        where T : unmanaged
    {
        var longer = Uncleared<T>(length);
        array.CopyTo(longer, 0);
        return longer;
    }

    private static void Advise(Array array)
    {
        var held = GCHandle.Alloc(array, GCHandleType.Pinned);
        try
        {
            var from = (held.AddrOfPinnedObject() + PageBytes - 1) & ~(nint)(PageBytes - 1);
            var to = (held.AddrOfPinnedObject() + Buffer.ByteLength(array)) & ~(nint)(PageBytes - 1);
            _ = madvise(from, (nuint)(to - from), UseHugePages);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // a system without it does without
        }
        finally
        {
            held.Free();
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int madvise(nint from, nuint length, int advice);
}
