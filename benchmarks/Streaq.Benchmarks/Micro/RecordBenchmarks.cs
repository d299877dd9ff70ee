using BenchmarkDotNet.Attributes;
using Streaq.Tasks;

namespace Streaq.Benchmarks.Micro;

/// <summary>Converts a task's outcome to the bytes of its key and back; and its argument and result to JSON.</summary>
public class RecordBenchmarks
{
    private readonly byte[] _record = RecordFormat.Write(Samples.Record);
    private readonly TaskSerializer _serializer = new(options: null, context: null);

    [Benchmark]
    public byte[] WriteRecord() => RecordFormat.Write(Samples.Record);

    [Benchmark]
    public object ReadRecord() => RecordFormat.Read(_record).Name;

    [Benchmark]
    public byte[] SerializeArgument() => _serializer.Serialize(12345);

    [Benchmark]
    public int DeserializeArgument() => _serializer.Deserialize<int>("12345"u8);
}
