using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>The fields of tasks with the same field names: a row for each task, names and values in turn.</summary>
internal sealed class FieldRows
{
    private readonly List<RedisValue> _cells;
    private readonly int _width;

    /// <param name="cells">The list that keeps the rows. It is cleared first.</param>
    /// <param name="first">The task whose fields are the first row.</param>
    public FieldRows(List<RedisValue> cells, TaskMessage first)
    {
        cells.Clear();
        RedisMessage.WriteRest(first, cells);
        (_cells, _width, Count) = (cells, cells.Count, 1);
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The places of the fields in a row.</summary>
    public IEnumerable<int> Fields => Enumerable.Range(0, _width / 2);

    public RedisValue Name(int field) => _cells[2 * field];

    public RedisValue Value(int row, int field) => _cells[(row * _width) + (2 * field) + 1];

    /// <returns><see langword="false"/> when it has other fields and was not added.</returns>
    public bool TryAdd(TaskMessage message)
    {
        var begin = _cells.Count;
        RedisMessage.WriteRest(message, _cells);
        if (_cells.Count - begin == _width && HasSameNames(begin))
        {
            Count++;
            return true;
        }

        _cells.RemoveRange(begin, _cells.Count - begin);
        return false;
    }

    /// <summary>Whether all rows have the same value in that field.</summary>
    public bool IsShared(int field) => Enumerable.Range(1, Count - 1).All(row => Value(row, field) == Value(0, field));

    private bool HasSameNames(int begin)
    {
        var column = 0;
        while (column < _width && _cells[begin + column] == _cells[column])
        {
            column += 2;
        }

        return column >= _width;
    }
}
