using System.Text;
using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class HeldEntriesTests
{
    private readonly HeldEntries _held = new();
    private readonly Delivery _delivery = Of("1-0");

    [Fact]
    public void Add_OfAHeldEntry_ReturnsFalse()
    {
        Assert.True(_held.TryAdd(_delivery));

        Assert.False(_held.TryAdd(Of("1-0")));
    }

    [Fact]
    public void Add_OfTheSameIdInAnotherPriority_IsAnotherEntry()
    {
        _held.Add([_delivery]);

        Assert.True(_held.TryAdd(Of("1-0", "high")));
    }

    [Fact]
    public void Remove_WhileNothingIsLookedFor_ForgetsAtOnce()
    {
        _held.Add([_delivery]);

        _held.Remove(_delivery, _held.Epoch);

        Assert.True(_held.TryAdd(_delivery));
    }

    /// <summary>The look may have begun before the outcome was written, and may find the entry.</summary>
    [Fact]
    public void Remove_WhileSomethingIsLookedFor_ForgetsWhenTheLookEnds()
    {
        _held.Add([_delivery]);
        _held.Look(true);
        _held.Remove(_delivery, _held.Epoch);
        Assert.False(_held.TryAdd(_delivery));

        _held.Look(false);

        Assert.True(_held.TryAdd(_delivery));
    }

    /// <summary>The server may lack the outcome then, and the entry must be handed out again.</summary>
    [Fact]
    public void Remove_OfWhatWasWrittenInAnEarlierEpoch_ForgetsAtOnce()
    {
        _held.Add([_delivery]);
        var before = _held.Epoch;
        _held.BeginEpoch();
        _held.Look(true);

        _held.Remove(_delivery, before);

        Assert.True(_held.TryAdd(_delivery));
    }

    [Fact]
    public void Epoch_ThatBegins_ForgetsWhatWasSettledAndKeepsWhatIsHeld()
    {
        var other = Of("2-0");
        _held.Add([_delivery, other]);
        _held.Look(true);
        _held.Remove(_delivery, _held.Epoch);

        _held.BeginEpoch();

        Assert.True(_held.TryAdd(_delivery));
        Assert.False(_held.TryAdd(other));
    }

    private static Delivery Of(string id, string priority = Sample.Normal) => new(Sample.Message("t1", priority), Encoding.UTF8.GetBytes(id));
}
