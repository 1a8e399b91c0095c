import { answerOrders } from "../../lib/thread.ts";
import { carryOutOrder } from "./file_orders.ts";

answerOrders(carryOutOrder);
