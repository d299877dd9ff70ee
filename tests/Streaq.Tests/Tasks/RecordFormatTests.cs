using System.Text;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class RecordFormatTests
{
    public static TheoryData<TaskOutcome> Ends => [TaskOutcome.Success, TaskOutcome.Failure, TaskOutcome.Timeout, TaskOutcome.Aborted, TaskOutcome.Expired];

    [Theory]
    [MemberData(nameof(Ends))]
    public void Record_WrittenAndRead_IsTheSame(TaskOutcome outcome)
    {
        var record = new TaskRecord
        {
            Name = "images.resize",
            Outcome = outcome,
            Attempts = 3,
            EnqueuedAt = 1,
            StartedAt = 2,
            FinishedAt = long.MaxValue,
            Worker = "wörker \"1\"",
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            Origin = new TaskOrigin
            {
                ParentId = "p",
                RootId = "r",
                Trigger = "retry",
                GroupId = "g",
                ReadyAt = 4,
                Previous = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                Enqueue = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                After = "a b",
                History = "0\n1 2 3 retry w1 - \"E\"",
            },
            Error = outcome is TaskOutcome.Success ? null : new TaskError("System.Exception", "first line\nsecond \u0000 line"),
            Result = new byte[] { 10, 0, 255, 10 },
        };

        var read = RecordFormat.Read(RecordFormat.Write(record));

        Assert.Equal(record.Result.ToArray(), read.Result.ToArray());
        Assert.Equal(record with { Result = default }, read with { Result = default });
    }

    [Fact]
    public void Record_WithLittle_IsTheSame()
    {
        var record = new TaskRecord { Name = "t", Outcome = TaskOutcome.Expired, Attempts = 1 };

        var read = RecordFormat.Read(RecordFormat.Write(record));

        Assert.Equal(record, read with { Result = default });
        Assert.True(read.Result.IsEmpty);
    }

    /// <summary>Each thread has one scratch buffer: a long record must leave nothing to the next.</summary>
    [Fact]
    public void Record_AfterALongOne_IsItsOwn()
    {
        var small = new TaskRecord { Name = "t", Outcome = TaskOutcome.Success, Attempts = 1, Result = new byte[] { 1 } };
        var before = RecordFormat.Write(small);

        RecordFormat.Write(small with { Result = new byte[200_000] });

        Assert.Equal(before, RecordFormat.Write(small));
    }

    /// <summary>The scripts distinguish a record from a marker by its first byte.</summary>
    [Fact]
    public void Record_Written_BeginsWithABrace() =>
        Assert.Equal((byte)'{', RecordFormat.Write(new TaskRecord { Name = "t", Outcome = TaskOutcome.Success, Attempts = 1 })[0]);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"attempts\":\"many\"}")]
    [InlineData("{\"attempts\":1.5}")]
    [InlineData("{\"task\":7}")]
    public void Read_OfSomethingElse_ThrowsTheStoresExceptionWithTheId(string text)
    {
        var e = Assert.Throws<StreaqStoreException>(() => RecordFormat.Read(Encoding.UTF8.GetBytes(text), "a1"));

        Assert.StartsWith("The record of task 'a1' can't be read", e.Message, StringComparison.Ordinal);
    }
}
