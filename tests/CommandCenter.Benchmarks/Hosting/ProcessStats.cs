using System.Diagnostics;
using System.Runtime;

namespace CommandCenter.Benchmarks.Hosting;

/// <summary>What a host process says of itself.</summary>
/// <param name="CpuMs">Processor time since its start, all threads.</param>
/// <param name="RssKb">Resident memory.</param>
/// <param name="HeapKb">Managed heap; what lives, when it was collected before.</param>
/// <param name="AllocatedKb">Allocated since its start.</param>
/// <param name="Gen2">Full collections since its start.</param>
/// <param name="CompilerMs">Time that the just-in-time compiler has worked since its start, all threads.</param>
internal sealed record ProcessStats(double CpuMs, double RssKb, double HeapKb, double AllocatedKb, int Gen2, double CompilerMs)
{
    public static ProcessStats Take(bool collect)
    {
        for (var i = 0; collect && i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return new(process.TotalProcessorTime.TotalMilliseconds, process.WorkingSet64 / 1024d, GC.GetTotalMemory(false) / 1024d, GC.GetTotalAllocatedBytes() / 1024d, GC.CollectionCount(2), JitInfo.GetCompilationTime().TotalMilliseconds);
    }
}
