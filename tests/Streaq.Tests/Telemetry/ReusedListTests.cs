using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

public sealed class ReusedListTests
{
    private readonly ReusedList<string> _list = new(capacity: 2) { "a", "b" };

    private IEnumerable<string> Sequence => _list;

    [Fact]
    public void Enumeration_AfterAnother_AllocatesNothing()
    {
        Assert.Equal(2, Count());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var count = Count();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(2, count);
    }

    [Fact]
    public void Enumeration_InsideAnother_SeesAllAndLeavesTheOuterOneInItsPlace()
    {
        var pairs = Sequence.SelectMany(_ => Sequence, (outer, inner) => outer + inner);

        Assert.Equal(["aa", "ab", "ba", "bb"], pairs);
    }

    [Fact]
    public async Task Enumeration_OnAnotherThread_HasAnEnumeratorOfItsOwn()
    {
        using var here = Sequence.GetEnumerator();
        here.MoveNext();

        var there = await Task.Factory.StartNew(
            () => string.Concat(Sequence), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.Equal("ab", there);
        Assert.Equal("a", here.Current);
    }

    [Fact]
    public void Empty_AfterAnEnumerationWithoutEnd_FreesTheEnumerator()
    {
        var left = Sequence.GetEnumerator();
        left.MoveNext();
        _list.Empty();
        _list.Add("c");

        Assert.Same(left, Sequence.GetEnumerator());
    }

    [Fact]
    public void Enumeration_WithoutGenerics_SeesAll()
    {
        var seen = new List<object?>();
        foreach (var item in (System.Collections.IEnumerable)_list)
        {
            seen.Add(item);
        }

        Assert.Equal(["a", "b"], seen);
    }

    private int Count()
    {
        var count = 0;
        foreach (var _ in Sequence)
        {
            count++;
        }

        return count;
    }
}
